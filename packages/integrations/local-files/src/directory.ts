import { mkdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { IntegrationError } from '@tributary/integration-kit'

/** The variable with the directories below which the operator permits files, separated like those of `PATH`. */
export const VARIABLE = 'LOCAL_FILES_DIRECTORIES'

/**
 * The directory of an instance, created if it is missing, without symbolic links.
 *
 * @param permitted the value of the variable
 * @throws IntegrationError `bad_configuration` for a directory that is not below a permitted one, also by a symbolic link
 */
export async function openDirectory(directory: string, permitted: string | undefined): Promise<string> {
  const roots = (permitted ?? '').split(process.platform === 'win32' ? ';' : ':').filter(isAbsolute)
  if (roots.length === 0)
    throw new IntegrationError(
      'bad_configuration',
      `The operator of this server has permitted no directory: set ${VARIABLE} to the absolute path of one.`,
    )
  const root = roots.find((each) => isBelow(each, resolve(each, directory)))
  if (root === undefined) throw notPermitted()
  // A root that is missing may be a share that is not mounted: creating it would fill another disk.
  const real = await realpath(root).catch((cause: unknown) => {
    throw new IntegrationError('upstream', `The directory ${root} cannot be opened: is it mounted?`, {
      cause,
    })
  })
  const path = join(real, relative(resolve(root), resolve(root, directory)))
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw new IntegrationError('permission_denied', `The directory ${path} cannot be created.`, { cause })
  })
  const opened = await realpath(path)
  if (!isBelow(real, opened)) throw notPermitted()
  return opened
}

function isBelow(root: string, path: string): boolean {
  const way = relative(resolve(root), path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function notPermitted(): IntegrationError {
  return new IntegrationError(
    'bad_configuration',
    `The directory is not below one that the operator of this server permits with ${VARIABLE}: choose one that is.`,
  )
}
