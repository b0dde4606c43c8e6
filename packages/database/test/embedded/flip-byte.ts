import { closeSync, openSync, readSync, writeSync } from 'node:fs'

/** Inverts one byte of a file. */
export function flipByte(file: string, at: number): void {
  const fd = openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  readSync(fd, byte, 0, 1, at)
  byte[0] = (byte[0] ?? 0) ^ 0xff
  writeSync(fd, byte, 0, 1, at)
  closeSync(fd)
}
