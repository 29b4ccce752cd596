import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadParts } from '../../src/exchange/parts.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import type { Agreement, Route } from '../../src/partners/partner.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { readSigningKey, type SigningKey } from '../../src/trust/keys.ts'

/** The partners of the sandbox without a gateway: for tests of what is switched, not of how it travels. */
export interface SandboxParts {
  readonly parts: SwitchParts
  /** Signing key of a partner. */
  keyOf(partner: string): SigningKey
  /** The same partners with other agreements. */
  agreed(changes: Readonly<Record<string, Partial<Agreement>>>): SwitchParts
  close(): void
}

export async function makeSandboxParts(at: Date): Promise<SandboxParts> {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-parts-'))
  await makeSandboxKeys(folder, at)
  const parts = loadParts({
    schemas: resolve('schemas'),
    partners: resolve('partners'),
    certificates: folder,
  })
  const pem = (name: string) => readFileSync(join(folder, name), 'utf8')
  return {
    parts,
    keyOf: (partner) => readSigningKey(pem(`${partner}.sign.key`), pem(`${partner}.sign.crt`), partner),
    agreed(changes) {
      const partners = new Map(
        Array.from(parts.partners, ([id, partner]) => [
          id,
          { ...partner, agreement: { ...partner.agreement, ...changes[id] } },
        ]),
      )
      return { ...parts, partners }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** @returns the partner's routes, each with these values for what it makes */
export function routesWith({ parts }: SandboxParts, partner: string, context: Route['context']): Route[] {
  return (parts.partners.get(partner)?.agreement.routes ?? []).map((route) => ({ ...route, context }))
}
