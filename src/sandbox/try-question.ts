import type { JsonObject } from '../model/json.ts'
import { questionAbout } from './counterpart/clearance.ts'
import type { Sandbox } from './sandbox.ts'
import { shown } from './telling.ts'

/** The command by which somebody who reads the story asks about a certificate as the clearance would, ready to be pasted. */
export function commandAbout(
  certificate: JsonObject,
  { config, gateway, clearance }: Pick<Sandbox, 'config' | 'gateway' | 'clearance'>,
): string {
  const certs = shown(config.certificateFolder)
  const { kind, issuer, form, number, purpose, held } = questionAbout(certificate, { number: '', quoted: [] })
  const options = {
    gateway: gateway.partnerUrl,
    certificate: `${certs}/${clearance.id}.tls.crt`,
    key: `${certs}/${clearance.id}.tls.key`,
    ca: `${certs}/sandbox-ca.crt`,
    trust: `${certs}/trust.json`,
    kind,
    issuer,
    form,
    number,
    purpose,
    exporter: held?.exporter,
    consignee: held?.consignee,
  }
  const told = Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'string' ? `--${name} ${inQuotes(value)}` : [],
  )
  return ['npx khorgos verify-document', ...told].join(' ')
}

/** As a shell reads it; plain words stay as they are. */
const inQuotes = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
