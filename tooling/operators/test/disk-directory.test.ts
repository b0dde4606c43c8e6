import { expect, test } from 'vitest'
import { chooseDirectory } from '../src/disk-directory.ts'

const is = {
  onDisk: (directory: string) => directory !== '/dev/shm',
  enterable: (directory: string) => directory !== '/root',
}

test('the first directory on a disk that other accounts can enter is chosen', () => {
  expect(chooseDirectory(['/dev/shm', '/root', '/var/tmp', '/srv'], is)).toBe('/var/tmp')
})

test('without one the message names the tried directories and the variable to set', () => {
  expect(() => chooseDirectory(['/dev/shm', '/root'], is)).toThrow(/\/dev\/shm, \/root .* set TMPDIR/)
})
