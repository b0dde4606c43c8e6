export { TEST_CERTIFICATE } from './certificate.ts'
export {
  type MailServer,
  type MailServerOptions,
  type ReceivedMail,
  startMailServer,
} from './start-mail-server.ts'
