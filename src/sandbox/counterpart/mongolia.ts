import type { Formats } from '../../formats/catalogue.ts'
import { checklistReceipt, controlAnswer, type ReceiptSide } from './control-answers.ts'
import type { Country } from './country.ts'

const CHECKLIST = 'cn-mtde02-r1'
const SIDE: ReceiptSide = {
  format: 'cn-mtrp01-r1',
  typeCode: 'MTDE02',
  senderId: 'MNCUSTOMS0001',
  taken: 'Хүлээн авсан / 接受',
  refused: 'Хүлээн аваагүй / 不接受',
}

/** Mongolia's customs: takes China's load checklists, decisions and inspection results, and answers each in the reply. */
export function mongolia(formats: Formats): Country {
  return {
    id: 'mn-customs',
    accepts: [CHECKLIST, 'cn-mtrp02-r1', 'khorgos-inspection-result-r1', 'khorgos-control-response-r1'],
    path: '/gaali/manifest',
    answer: (received, how) => ({
      reply:
        received.format === CHECKLIST
          ? checklistReceipt(formats, SIDE, received, how)
          : controlAnswer(formats, 'MN-GAALI', received, how),
      push: undefined,
    }),
  }
}
