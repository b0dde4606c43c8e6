import type { CredentialsAuth } from '@tributary/integration-kit/host'
import type { Names } from '../../check/known-members.ts'

export const members: Names<CredentialsAuth> = {
  kind: true,
  fields: true,
  howTo: true,
  signIn: true,
  authorize: true,
}
