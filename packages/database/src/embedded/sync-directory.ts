import { closeSync, fsyncSync, openSync } from 'node:fs'

/** A rename is durable when its directory is. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
