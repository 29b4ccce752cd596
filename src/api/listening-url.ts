import { isIPv6, type AddressInfo } from 'node:net'

/** With the name of this machine where it listens on the loopback: certificates name `localhost`. */
export function urlOf(scheme: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string')
    throw new TypeError('a server listens on an address and a port')
  const host = LOOPBACK.has(address.address)
    ? 'localhost'
    : isIPv6(address.address)
      ? `[${address.address}]`
      : address.address
  return `${scheme}://${host}:${address.port}`
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '0.0.0.0', '::'])
