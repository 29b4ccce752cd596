import type { Config, Listen } from '../config.ts'
import { KhorgosError } from '../errors.ts'

/** Codes of listen(2) that a setting can mend. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another process',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
}

/**
 * Says which setting moves a listener whose address is taken or not ours; other errors pass as they are.
 * @throws always: KhorgosError CONFIG_INVALID, or what was handed in
 */
export function explainListening(error: unknown, config: Config): never {
  const { code, port } = systemError(error)
  const reason = REASONS[code ?? '']
  if (reason === undefined) throw error
  const [variable, listen] = settingOf(config, port)
  throw new KhorgosError(
    'CONFIG_INVALID',
    `${listen.host}:${listen.port} ${reason}; set ${variable} to another host:port.`,
    { cause: error },
  )
}

function settingOf(
  { partnerListen, publicListen, peopleListen }: Config,
  port: number | undefined,
): [string, Listen] {
  if (port === publicListen.port) return ['KHORGOS_PUBLIC_LISTEN', publicListen]
  if (port === peopleListen.port) return ['KHORGOS_PEOPLE_LISTEN', peopleListen]
  return ['KHORGOS_PARTNER_LISTEN', partnerListen]
}

function systemError(error: unknown): { code: string | undefined; port: number | undefined } {
  if (!(error instanceof Error) || !('code' in error)) return { code: undefined, port: undefined }
  return { code: String(error.code), port: 'port' in error ? Number(error.port) : undefined }
}
