import type { DataPath } from '../../model/data-file.ts'
import { samePerson } from './activation.ts'
import type { Parameter } from './parameter.ts'
import type { SubCentres } from './sub-centres.ts'

/** What parameters are held against, whether they come from files or from a person. */
export interface ParameterPlaces {
  readonly subCentres: SubCentres
  readonly reasons: ReadonlyMap<string, string>
}

/** What is wrong with a parameter of the right form, beside its condition. */
export function* parameterProblems(
  { subCentre, districts = [], validFrom, validTo, reason, status, activation, author }: Parameter,
  { subCentres, reasons }: ParameterPlaces,
): Generator<{ readonly path: DataPath; readonly text: string }> {
  if (!subCentres.has(subCentre)) yield { path: ['subCentre'], text: `there is no sub-centre ${subCentre}` }
  for (const [index, district] of districts.entries())
    if (!subCentres.districts.some((each) => each.id === district && each.subCentre === subCentre))
      yield { path: ['districts', index], text: `the sub-centre ${subCentre} has no district ${district}` }
  for (const [name, day] of Object.entries({ validFrom, validTo }))
    if (day !== undefined && !isDay(day)) yield { path: [name], text: `${day} is no day` }
  if (validTo !== undefined && validTo < validFrom)
    yield { path: ['validTo'], text: 'it ends before it begins' }
  if (!reasons.has(reason)) yield { path: ['reason'], text: `there is no text ${reason} in reasons.csv` }
  if ((status === 'draft') === (activation !== undefined))
    yield { path: ['status'], text: 'an active or retired parameter has an activation, a draft has none' }
  if (activation !== undefined && samePerson(activation.approver, author))
    yield { path: ['activation', 'approver'], text: 'nobody approves a parameter of his own' }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
