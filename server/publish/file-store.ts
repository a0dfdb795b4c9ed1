// Where published files go: one small interface, and the folder that keeps it. See s3-store.ts for buckets.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** `mark` changes with the content: an ETag, or a hash. `version`: the snapshot that it was written with. */
export type StoredFile = { body: Buffer; mark: string; version: number }
export type FileToWrite = { key: string; body: Buffer; type: string; cache: string; version: number }

/**
 * `write` puts a file only where the store still has `expected` (null: nothing is there yet) and gives its new mark; it throws
 * ChangedMeanwhile otherwise. Keys have no slash in front.
 */
export type FileStore = {
  name: string
  read: (key: string) => Promise<StoredFile | null>
  write: (file: FileToWrite, expected: string | null) => Promise<string>
  remove: (key: string) => Promise<void>
}

/** Somebody else wrote it since. */
export class ChangedMeanwhile extends Error {}

/** A folder for one writer: each file is whole at any time, since it takes its place by being renamed. */
export function folderStore(folder: string): FileStore {
  return {
    name: folder,
    read: async (key) => {
      try {
        const body = await readFile(join(folder, key))
        return { body, mark: markOf(body), version: 0 }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    write: async ({ key, body }) => {
      const path = join(folder, key)
      await mkdir(dirname(path), { recursive: true })
      const beside = `${path}.${process.pid}.new`
      await writeFile(beside, body)
      await rename(beside, path)
      return markOf(body)
    },
    remove: (key) => rm(join(folder, key), { force: true }),
  }
}

function markOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
