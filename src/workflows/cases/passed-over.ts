import { forgetPassedOver, passedOver } from '../../store/workflows/passed-over.ts'
import type { FollowParts } from './follow.ts'
import { happeningsIn } from './happenings-in.ts'
import { takeUpOne } from './take-up.ts'

const PAGE = 64

/**
 * Tries again what workflows could make nothing of: the program, or a definition, may have been mended since. Run when the gateway
 * starts. What had been taken up of a record is not taken up twice.
 */
export async function tryPassedOver(parts: FollowParts): Promise<void> {
  for (let after = -1n; ;) {
    const page = await passedOver(parts.database, after, PAGE)
    for (const logged of page) {
      const { placed, passedOver: again } = await happeningsIn([logged], parts)
      let isDone = again.length === 0
      for (const { happening } of placed)
        if ((await takeUpOne(parts, happening)) !== undefined) isDone = false
      if (isDone) await forgetPassedOver(parts.database, logged.index)
      after = logged.index
    }
    if (page.length < PAGE) return
  }
}
