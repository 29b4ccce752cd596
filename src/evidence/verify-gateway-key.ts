import type { BundleTrust } from './bundle-trust.ts'
import type { CheckList } from './check-list.ts'

/** Whether the key that signed in the gateway's name is one that the verifier knows as the gateway's. */
export function checkGatewayKey(keyId: string, trust: BundleTrust | undefined, checks: CheckList): void {
  const about = `the gateway key ${keyId}`
  if (trust === undefined) checks.leaveOpen('gateway-key-trusted', `nothing was said about ${about}`)
  else if (trust.gatewayKeyIds.includes(keyId)) checks.pass('gateway-key-trusted', `${about} is trusted`)
  else checks.fail('gateway-key-trusted', `${about} is not among the trusted ones`)
}
