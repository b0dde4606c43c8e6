import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'

/** The password, and where the person is signed in. */
export function SecurityPage() {
  return (
    <>
      <PasswordForm />
      <Sessions />
    </>
  )
}
