// How requests between servers are signed, for the platform and for integrations alike.
export { hasHmacSignature, type SentSignature } from './signatures/hmac-signature.ts'
export {
  newSigningSecret,
  SIGNING_SECRET_PATTERN,
  type SignedMessage,
  signMessage,
} from './signatures/standard-webhooks.ts'
export { hasTimedSignature, type TimedSignature } from './signatures/timed-signature.ts'
