import type { WorkLoop } from '../exchange/work-loop.ts'
import { type BrokerOptions, openBroker } from '../transports/broker.ts'
import { type AnnouncerParts, createAnnouncer } from './cases/announce.ts'

export interface AnnouncingParts extends Omit<AnnouncerParts, 'broker'> {
  readonly broker: Pick<BrokerOptions, 'url' | 'exchange'>
}

/** Tells a broker what happens in cases, over a connection of its own. */
export function createAnnouncing({ broker: there, ...parts }: AnnouncingParts): Omit<WorkLoop, 'kick'> {
  const broker = openBroker({ ...there, name: `khorgos ${parts.node}` })
  const { start, stop } = createAnnouncer({ ...parts, broker })
  return {
    start,
    async stop() {
      await stop()
      await broker.close()
    },
  }
}
