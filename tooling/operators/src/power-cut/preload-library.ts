import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from '../check.ts'

/** The programs of `compileLibrary` and `requireInterposed`. */
export const COMPILER: readonly Program[] = [
  { name: 'cc', debian: 'gcc libc6-dev' },
  { name: 'nm', debian: 'binutils' },
]

const SOURCES = ['unsynced.c', 'inode-journal.c', 'name-journal.c'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
)

/**
 * Functions that change files, except those that `unsynced.c` interposes. A program that imports one of these could
 * change a file undetected.
 */
const NOT_INTERPOSED: ReadonlySet<string> = new Set(
  (
    'open64 openat openat64 creat creat64 fopen64 fdopen freopen64 mkstemp mkostemp tmpfile pwrite64 pwritev2 pwritev64 pwritev64v2 ' +
    'fallocate fallocate64 posix_fallocate64 ftruncate64 truncate64 sendfile sendfile64 splice link linkat symlinkat renameat renameat2 ' +
    'unlinkat remove mkdirat mknod sync msync aio_write aio_write64 aio_fsync io_uring_queue_init io_uring_submit'
  ).split(' '),
)

/** Compiles the library into a directory, readable for all accounts. Returns its path. */
export function compileLibrary(directory: string): string {
  const library = join(directory, 'unsynced.so')
  run('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-o', library, ...SOURCES])
  chmodSync(library, 0o755)
  return library
}

/** Throws if a program imports a function that could change files undetected by the library. */
export function requireInterposed(program: string): void {
  const missed = importsOf(run('nm', ['--dynamic', '--undefined-only', program])).filter((name) =>
    NOT_INTERPOSED.has(name),
  )
  if (missed.length > 0) throw new Error(`unsynced.c does not interpose ${missed.join(', ')} of ${program}`)
}

/** The names in the output of `nm --dynamic --undefined-only`. */
function importsOf(symbols: string): readonly string[] {
  return symbols
    .split('\n')
    .map((line) => /^\s+[Uw] ([^@\s]+)/.exec(line)?.[1])
    .filter((name) => name !== undefined)
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.trim()}`)
  return stdout
}
