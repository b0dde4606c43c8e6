import { IntegrationError } from '@tributary/integration-kit'
import type { SignedInIdentity } from '@tributary/integration-kit/providers'

const LONGEST_SUBJECT = 255
const LONGEST_ISSUER = 2048
const LONGEST_SHOWN = 254

/** An identity whose texts can be compared and stored. Throws an `IntegrationError` `invalid_data` where its key cannot. */
export function checkIdentity({
  issuer,
  subject,
  name,
  email,
  emailVerified,
}: SignedInIdentity): SignedInIdentity {
  if (!isKey(issuer, LONGEST_ISSUER) || !isKey(subject, LONGEST_SUBJECT))
    throw new IntegrationError('invalid_data', 'The service did not name the person in a usable way.')
  return {
    issuer,
    subject,
    ...(isShown(name) ? { name } : {}),
    ...(isShown(email) ? { email, emailVerified: emailVerified === true } : {}),
  }
}

/** A key that was changed before it is stored could be that of another person. */
function isKey(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && text.isWellFormed() && !text.includes('\u0000')
}

function isShown(text: string | undefined): text is string {
  return text !== undefined && isKey(text, LONGEST_SHOWN)
}
