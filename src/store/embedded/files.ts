import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { SESSION_SETTINGS, settingArguments } from '../connection.ts'
import { DurableFiles } from './durable-files.ts'

/**
 * Without PGlite's `-F` (fsync off). fdatasync is answered by Emscripten without doing anything, so the log is
 * written with fsync, which `DurableFiles` carries out. The operating system keeps the files in memory anyway.
 */
const PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...settingArguments(
    'wal_sync_method=fsync',
    'shared_buffers=16MB',
    'maintenance_work_mem=8MB',
    ...SESSION_SETTINGS,
  ),
]

/** Where in the data folder the database is. */
export function placeIn(folder: string): string {
  return join(folder, 'pg')
}

/** Opens the database there, or makes an empty one. */
export function openFiles(place: string): Promise<PGlite> {
  return PGlite.create({ fs: new DurableFiles(place), startParams: PARAMETERS })
}
