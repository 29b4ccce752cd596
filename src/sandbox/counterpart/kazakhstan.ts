import type { Formats } from '../../formats/catalogue.ts'
import { writeMessage } from '../../formats/message.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import { CONTROL_FORMATS, controlAnswer } from './control-answers.ts'
import type { AnswerHow, Country } from './country.ts'
import type { Received } from './receive.ts'

const RESULT = 'kz-awresult-r1'
/** Serial letter of the sandbox's register. */
const SERIAL = 'A'
/** Kazakhstan's one time zone since 2024-03-01, in which its register counts days. */
const REGISTER_TIME_ZONE = 'Asia/Almaty'

/**
 * Kazakhstan's ASYCUDA World: takes an Awmds and answers in the reply, with a registration or a list of errors; and what
 * China's border posts send, which it answers in the reply as well.
 */
export function kazakhstan(formats: Formats): Country {
  return {
    id: 'kz-customs',
    accepts: ['kz-awmds-r1', ...CONTROL_FORMATS],
    path: '/asycuda/manifest',
    answer: (received, how) => {
      if (CONTROL_FORMATS.includes(received.format))
        return { reply: controlAnswer(formats, 'KZ-ASTANA', received, how), push: undefined }
      const response = how.refuse ? refusal(received) : registration(received, how)
      const documents = { response }
      const written = writeMessage(formats.byId(RESULT), documents, { now: how.at, values: {} })
      return { reply: signEnveloped(written.bytes(), how.key).bytes, push: undefined }
    },
  }
}

function registration(received: Received, { serial, at }: AnswerHow): JsonObject {
  const day = dayIn(REGISTER_TIME_ZONE, at)
  return {
    ...head(received),
    outcome: 'accepted',
    registration: {
      year: day.slice(0, 4),
      serialCode: SERIAL,
      number: String(serial),
      acceptanceDateTime: day,
    },
  }
}

function refusal(received: Received): JsonObject {
  return {
    ...head(received),
    outcome: 'rejected',
    errors: [
      {
        validationCode: 'E-4102',
        description: 'The carrier is not registered for this border crossing',
        pointer: { location: '/Awmds/General_segment/Transport_information/Carrier/Carrier_code' },
      },
    ],
  }
}

/** An answer names the manifest by its natural key: office, voyage, day of departure. */
function head(received: Received): JsonObject {
  const cargo = received.documents['cargo-report']
  const declaration = {
    id: textAt(cargo, 'id') ?? '',
    borderCrossingId: textAt(cargo, 'borderCrossingId') ?? '',
    departureDateTime: textAt(asObject(cargo?.['loadingLocation']), 'loadingDateTime') ?? '',
  }
  return { functionalReferenceId: received.messageId, level: 'business', declaration }
}

/** Calendar day `yyyy-MM-dd` at an instant; the Swedish locale writes days as ISO 8601 does. */
function dayIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}
