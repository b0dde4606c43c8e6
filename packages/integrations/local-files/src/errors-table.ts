import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** The meaning of system errors for an administrator. */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: ['EACCES', 'EPERM'],
    code: 'permission_denied',
    message: 'The server may not use the file: correct the owner of the directory.',
  },
  {
    errors: ['EROFS'],
    code: 'permission_denied',
    message: 'The directory is on a file system that is read-only.',
  },
  {
    errors: ['ENOSPC'],
    code: 'upstream',
    message: 'The disk of the directory is full.',
  },
  {
    errors: ['EDQUOT'],
    code: 'upstream',
    message: 'The quota of the directory is used up.',
  },
  {
    errors: ['EIO'],
    code: 'upstream',
    message: 'The disk of the directory has reported an error.',
  },
  {
    errors: ['ESTALE'],
    code: 'upstream',
    message: 'The share of the directory is not mounted.',
  },
]
