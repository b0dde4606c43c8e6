import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A Chromium on the disk. */
export interface UnpackedChromium {
  readonly executablePath: string
  /** NSS and expat, which minimal images do not have. */
  readonly libraryPath: string
  /** Adds Open Sans to the installed fonts, which minimal images do not have either. */
  readonly fontConfiguration: string
}

/** The package is compressed with Brotli: 67 MB, unpacked 211 MB. */
const PACKAGE_DIRECTORY = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))

const FONTS = 'tributary-fonts.conf'

/**
 * Unpacks the Chromium of the package `@sparticuz/chromium` once for each of its versions: 1.3 seconds. The directory is in `node_modules`, or
 * where that cannot be written, in the temporary directory. Processes that unpack at the same time do not meet: the last step is a `rename`.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const name = `chromium-${await versionOfPackage()}`
  for (const parent of [
    join(import.meta.dirname, '../node_modules/.cache'),
    join(tmpdir(), 'tributary-browser'),
  ]) {
    const directory = join(parent, name)
    if (await exists(directory)) return inDirectory(directory)
    try {
      await unpackTo(directory)
      return inDirectory(directory)
    } catch (error) {
      if (!isNotWritable(error)) throw error
    }
  }
  throw new Error('Chromium cannot be unpacked: set TMPDIR to a directory that can be written.')
}

function inDirectory(directory: string): UnpackedChromium {
  return {
    executablePath: join(directory, 'chromium'),
    libraryPath: join(directory, 'al2023/lib'),
    fontConfiguration: join(directory, FONTS),
  }
}

async function unpackTo(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true })
  const staging = await mkdtemp(`${directory}-`)
  try {
    await inflateTo(staging)
    await writeFile(join(staging, FONTS), configureFonts(directory))
    // The checkout may belong to another account than the one that runs the tests.
    for (const path of [staging, join(staging, 'chromium')]) await chmod(path, 0o755)
    await rename(staging, directory)
  } catch (error) {
    // Another process was faster.
    if (!(await exists(directory))) throw error
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

function configureFonts(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${directory}/fonts/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`
}

/** The package unpacks to the temporary directory, wherever that is. */
async function inflateTo(directory: string): Promise<void> {
  const { TMPDIR } = process.env
  process.env.TMPDIR = directory
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    await chromium.executablePath()
    await inflate(join(PACKAGE_DIRECTORY, 'bin/al2023.tar.br'))
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
}

async function versionOfPackage(): Promise<string> {
  const { default: content } = (await import(join(PACKAGE_DIRECTORY, 'package.json'), {
    with: { type: 'json' },
  })) as { readonly default: { readonly version: string } }
  return content.version
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function isNotWritable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
}
