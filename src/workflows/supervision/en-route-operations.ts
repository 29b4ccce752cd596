import { plain, textsIn } from '../definitions/arguments.ts'
import type { Operation, Operations } from '../definitions/term.ts'
import { checklistIn, confirmationIn, replacedIn, statedChecklistIn, vehicleIn } from './arguments.ts'
import { amended, carriesSeal, remarked, resealed, transhipped, withReplaced } from './en-route.ts'
import { withConfirmation } from './papers.ts'

/** What definitions can have done with a list whose load is on its way. All of it is pure. */
export function enRouteOperations(): Operations {
  return {
    /** Another list under the same number; the exit side's word stays with it, where it has spoken. */
    amended: {
      required: ['checklist', 'stated'],
      optional: ['confirmation'],
      call: (args) => {
        const checklist = checklistIn(args['checklist'])
        const stated = statedChecklistIn(args['stated'])
        const confirmation = confirmationIn(args['confirmation'])
        if (checklist === undefined || stated === undefined) return undefined
        const made = amended(checklist, stated)
        return plain(confirmation ? withConfirmation(made, confirmation) : made)
      },
    },
    transhipped: operation(['checklist', 'vehicle'], (args) => {
      const [checklist, vehicle] = [checklistIn(args['checklist']), vehicleIn(args['vehicle'])]
      return (
        checklist &&
        vehicle &&
        plain(transhipped(checklist, vehicle.borderTransportMeans, vehicle.transportEquipment))
      )
    }),
    /** Whether the load carries each seal that is said to have been replaced. */
    carriesSeals: {
      required: ['checklist', 'replaced'],
      optional: ['confirmation'],
      call: (args) => {
        const [checklist, replaced] = [checklistIn(args['checklist']), replacedIn(args['replaced'])]
        const confirmation = confirmationIn(args['confirmation'])
        return checklist && replaced?.every(({ from }) => carriesSeal(checklist, confirmation, from))
      },
    },
    resealed: operation(['checklist', 'replaced'], (args) => {
      const [checklist, replaced] = [checklistIn(args['checklist']), replacedIn(args['replaced'])]
      return checklist && replaced && plain(resealed(checklist, replaced))
    }),
    /** The exit side's word, with the seals as they are now. */
    resealedConfirmation: operation(['confirmation', 'replaced'], (args) => {
      const [confirmation, replaced] = [confirmationIn(args['confirmation']), replacedIn(args['replaced'])]
      return confirmation && replaced && plain(withReplaced(confirmation, replaced))
    }),
    /** The exit side's word without seals: those of a vehicle that the load has left. */
    unsealedConfirmation: operation(['confirmation'], (args) => {
      const confirmation = confirmationIn(args['confirmation'])
      if (confirmation === undefined) return undefined
      const { seals: _seals, ...rest } = confirmation
      return plain(rest)
    }),
    /** With a remark that names another list: what it was split from, or joined into. */
    remarked: operation(['checklist', 'words', 'number'], (args) => {
      const checklist = checklistIn(args['checklist'])
      const { words, number } = textsIn(args)
      if (checklist === undefined || words === undefined) return undefined
      return number === undefined ? plain(checklist) : plain(remarked(checklist, `${words} ${number}`))
    }),
  }
}

function operation(required: readonly string[], call: Operation['call']): Operation {
  return { required, call }
}
