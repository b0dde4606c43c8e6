export {
  createWhatsAppSimulator,
  type WhatsAppSimulator,
  type WhatsAppSimulatorOptions,
} from './create-whatsapp-simulator.ts'
export { signNotice } from './sign-notice.ts'
