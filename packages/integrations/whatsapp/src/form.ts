import { field, fields } from '@tributary/integration-kit'

const ACCOUNT = 'WhatsApp Business account'
const MESSAGES = 'Messages'

export const form = fields({
  phoneNumberId: field.text({
    label: 'Phone number ID',
    description: 'Of the number that sends. It is not the number itself.',
    help: 'At developers.facebook.com: your app → WhatsApp → API Setup.',
    pattern: '^[0-9]{5,20}$',
    placeholder: '106540352242922',
    group: ACCOUNT,
  }),
  token: field.secret({
    label: 'Access token',
    description: 'Of a system user. A token of the page API Setup ends after 24 hours.',
    help: 'At business.facebook.com: Settings → System users → Generate token, with whatsapp_business_messaging and whatsapp_business_management, without an end.',
    group: ACCOUNT,
  }),
  businessAccountId: field.text({
    label: 'Business account ID',
    description: 'Of the WhatsApp Business account that the number belongs to.',
    help: 'At developers.facebook.com: your app → WhatsApp → API Setup, below the phone number ID.',
    pattern: '^[0-9]{5,20}$',
    group: ACCOUNT,
  }),
  appSecret: field.secret({
    label: 'App secret',
    description: 'Proves that what is told of deliveries comes from WhatsApp. Needed for the webhook alone.',
    help: 'At developers.facebook.com: your app → App settings → Basic → App secret.',
    required: false,
    group: ACCOUNT,
  }),
  verifyToken: field.secret({
    label: 'Verify token',
    description: 'Any text of your own, entered there as well. Needed for the webhook alone.',
    help: 'At developers.facebook.com: your app → WhatsApp → Configuration → Webhook: enter the address of this instance and this text, then subscribe to messages.',
    required: false,
    group: ACCOUNT,
  }),
  to: field.phone({
    label: 'Recipient',
    description: 'Who receives the notifications.',
    placeholder: '+41441234567',
    group: MESSAGES,
  }),
  sandbox: field.boolean({
    label: 'Sandbox mode',
    description:
      'For a test number: it has the template hello_world alone, so that notifications arrive only within 24 hours of a message of the recipient.',
    default: false,
    group: MESSAGES,
  }),
  template: field.text({
    label: 'Template',
    description:
      'Sent when the recipient has not written for 24 hours. Its body has two variables: title and text.',
    pattern: '^[a-z0-9_]{1,512}$',
    default: 'tributary_notification',
    visibleWhen: { field: 'sandbox', is: false },
    group: MESSAGES,
  }),
  templateLanguage: field.text({
    label: 'Language of the template',
    description: 'As it was created.',
    pattern: '^[a-z]{2,3}(_[A-Z]{2})?$',
    default: 'en_US',
    visibleWhen: { field: 'sandbox', is: false },
    group: MESSAGES,
  }),
  apiVersion: field.text({
    label: 'API version',
    description: 'Of the Graph API. A version is supported for about two years.',
    pattern: '^v[0-9]{1,2}\\.[0-9]$',
    default: 'v26.0',
    group: MESSAGES,
  }),
})
