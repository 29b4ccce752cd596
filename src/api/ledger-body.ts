import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../model/generated/verification/write-off-step.ts'
import {
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../model/generated/verification-schemas.ts'
import { type BodyReader, readerOf } from './body-reader.ts'

/** What agencies send to the ledger, read by the schema files themselves. */

export const questionReader = (): BodyReader<Question> => readerOf<Question>('question', QUESTION_SCHEMA)

export const writeOffReader = (): BodyReader<WriteOffRequest> =>
  readerOf<WriteOffRequest>('write-off', WRITE_OFF_REQUEST_SCHEMA, QUESTION_SCHEMA)

export const stepReader = (): BodyReader<WriteOffStep> =>
  readerOf<WriteOffStep>('step', WRITE_OFF_STEP_SCHEMA, WRITE_OFF_REQUEST_SCHEMA, QUESTION_SCHEMA)
