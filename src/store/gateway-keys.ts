import type { Tx } from './database.ts'

/** The public half of a key of ours. */
export interface GatewayKey {
  /** Hex SHA-256 of its SubjectPublicKeyInfo. */
  readonly keyId: string
  readonly certificatePem: string
}

/** Keeps it for as long as the log. */
export async function keepGatewayKey(db: Tx, { keyId, certificatePem }: GatewayKey): Promise<void> {
  await db.query(
    `insert into gateway_key (key_id, certificate) values (decode($1, 'hex'), $2) on conflict (key_id) do nothing`,
    [keyId, certificatePem],
  )
}

/**
 * @param keyId hex
 * @returns its certificate, PEM
 */
export async function findGatewayKey(db: Tx, keyId: string): Promise<string | undefined> {
  const [row] = await db.query<{ certificate: string }>(
    `select certificate from gateway_key where key_id = decode($1, 'hex')`,
    [keyId],
  )
  return row?.certificate
}
