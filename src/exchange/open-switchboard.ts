import type { Formats } from '../formats/catalogue.ts'
import { loadParts, type PartsFolders } from './parts.ts'
import { createLocalSwitchboard, createThreadedSwitchboard, type Switchboard } from './switchboard.ts'

/** Formats are loaded, and checked, where messages are switched: in the threads, or here when there are none. */
export async function openSwitchboard(
  folders: PartsFolders,
  threads: number,
  formats?: Formats,
): Promise<Switchboard> {
  return threads === 0
    ? createLocalSwitchboard(loadParts(folders, formats))
    : createThreadedSwitchboard(folders, threads)
}
