import type { LoadedPartner } from './cross-check.ts'

/** Why nothing can be sent to a partner. A delivery ends with its acknowledgement: without one it never would. */
export function deliveryProblems({ partner, file }: LoadedPartner): string[] {
  return [
    ...(file.content.endpoint === undefined ? ['has no endpoint'] : []),
    ...(partner.agreement.acknowledgements.every(({ level }) => level === 'decision')
      ? ['agreed on no acknowledgement but decisions']
      : []),
  ]
}
