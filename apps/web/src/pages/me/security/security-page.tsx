import { Identities } from './identities.tsx'
import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'

/** The password, identities at other services, and where the person is signed in. */
export function SecurityPage() {
  return (
    <>
      <PasswordForm />
      <Identities />
      <Sessions />
    </>
  )
}
