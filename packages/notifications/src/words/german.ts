import { isLocalDate } from '@tributary/integration-kit/dates'
import type { Language, Words, WrittenNotification } from './words.ts'

/** The words of the page, `apps/web/src/pages/notifications/locales/de.po`: a test compares them. */
export const german: Language = {
  notification: (written) => KINDS[written.kind]?.(factsOf(written)),
  digestTitle: (count) => `${count} Benachrichtigungen`,
  test: (channelName) => ({
    title: 'Testnachricht von Tributary',
    message: `Das ist ein Test des Kanals „${channelName}“. So kommen Benachrichtigungen an.`,
  }),
  code: (code, minutes) => ({
    title: `${code} ist dein Code für Tributary`,
    message: `Gib den Code ${code} ein, um Benachrichtigungen hier zu erhalten. Er gilt ${minutes} Minuten. Wenn du ihn nicht angefordert hast, ignoriere diese Nachricht: Es wird nichts weiter gesendet.`,
  }),
}

interface Facts {
  /** A parameter as text; empty if it is missing. */
  text(name: string): string
  /** A number or a local date, as it is written in German. */
  figure(name: string): string
  /** The English words, for what only an integration or a plugin knows. */
  readonly message: string
}

const number = new Intl.NumberFormat('de', { maximumFractionDigits: 2 })
const date = new Intl.DateTimeFormat('de', { dateStyle: 'medium', timeZone: 'UTC' })

function factsOf({ parameters, message }: WrittenNotification): Facts {
  const text = (name: string) => String(parameters[name] ?? '')
  const figure = (name: string) => {
    const value = parameters[name]
    if (typeof value === 'number') return number.format(value)
    return value !== undefined && isLocalDate(value) ? date.format(new Date(value)) : text(name)
  }
  return { text, figure, message }
}

/** Why a connection is not well, by the code of the reason. */
function reasonOf({ text, message }: Facts): string {
  const [provider, scopes] = [text('provider'), text('scopes')]
  switch (text('reasonCode')) {
    case 'access_withdrawn':
      return `Der Zugriff wurde bei ${provider} entzogen. Deine Daten bleiben; verbinde das Konto neu, damit es weitergeht.`
    case 'credentials_rejected':
      return `${provider} gibt keinen Zugriff mehr auf dieses Konto. Deine Daten bleiben.`
    case 'test_access_expired':
      return `${provider} gibt einer App im Testbetrieb nur für einige Tage Zugriff. Verbinde das Konto neu, damit es weitergeht.`
    case 'scope_missing':
      return scopes === ''
        ? `${provider} hat nicht alles erlaubt, was die Datenströme brauchen.`
        : `${provider} hat nicht alles freigegeben: Es fehlt ${scopes}.`
    case 'action_required':
      return `Zuerst ist bei ${provider} etwas zu tun: ${message}`
    case 'bad_configuration':
      return `Zuerst muss die Administration etwas tun: ${message}`
    case 'failed_repeatedly':
      return 'Sie ist angehalten, weil zu viele Abgleiche nacheinander fehlgeschlagen sind.'
    case 'provider_gone':
      return `${provider} hat seine Schnittstelle abgeschaltet: ${message}`
    default:
      return message
  }
}

function ruleWords({ text, figure }: Facts): Words {
  switch (text('on')) {
    case 'metric':
      return {
        title: `${text('label')} ${text('passes') === 'above' ? 'über' : 'unter'} ${figure('threshold')}`,
        message: `${figure('date')}: ${figure('value')} ${text('unit')}`.trim(),
      }
    case 'item':
      return {
        title: text('count') === '1' ? `Neu: ${text('titles')}` : `${figure('count')} neue Einträge`,
        message: `${text('integration')}: ${text('titles')}`,
      }
    case 'connection':
      return {
        title: `${text('name')} funktioniert nicht mehr`,
        message: 'Die Seite der Verbindung sagt, was zu tun ist.',
      }
    default:
      return {
        title: `Der Import von ${text('filename')} ist ${text('status') === 'failed' ? 'fehlgeschlagen' : 'beendet'}`,
        message: `${text('integration')}: ${figure('inserted')} neue Datensätze`,
      }
  }
}

const foundProblem = ({ message }: Facts) =>
  `Die letzten beiden Prüfungen haben ein Problem gefunden. ${message}`
const RESUME_WEBHOOK =
  'Sende einen Test und schalte ihn wieder ein, wenn der Empfänger arbeitet: Was sich inzwischen geändert hat, wird dann gesendet.'

const KINDS: Readonly<Record<string, (facts: Facts) => Words>> = {
  connection_needs_action: (facts) => ({
    title: `${facts.text('name')} braucht dich`,
    message: reasonOf(facts),
  }),
  connection_needs_permission: (facts) => ({
    title: `${facts.text('name')} fehlt eine Erlaubnis`,
    message: reasonOf(facts),
  }),
  connection_needs_reauth: (facts) => ({
    title: `Verbinde ${facts.text('name')} neu`,
    message: reasonOf(facts),
  }),
  connection_not_revoked: ({ text }) => ({
    title: `Der Zugriff bei ${text('provider')} konnte nicht entzogen werden`,
    message: `${text('provider')} hat einen Tag lang nicht geantwortet. Die Zugangsdaten sind hier gelöscht; um auch den Zugriff zu entziehen, entferne diese App in deinen Kontoeinstellungen bei ${text('provider')}.`,
  }),
  connection_paused: (facts) => ({
    title: `${facts.text('name')} ist angehalten`,
    message: reasonOf(facts),
  }),
  export_failed: ({ text }) => ({
    title: 'Ein geplanter Export konnte nicht erstellt werden',
    message: `Er konnte nicht in ${text('storage')} aufbewahrt werden. Die Seite „Deine Daten“ zeigt den Grund; der nächste wird wie geplant erstellt.`,
  }),
  notification_channel_failed: ({ text }) =>
    text('isPaused') === '1'
      ? {
          title: `Benachrichtigungen über ${text('channel')} sind pausiert`,
          message:
            'Beim Kanal steht, warum. Setze ihn fort, wenn das behoben ist: was wartet, wird dann gesendet.',
        }
      : {
          title: `Eine Benachrichtigung konnte nicht über ${text('channel')} gesendet werden`,
          message:
            'Beim Kanal steht, warum. Sende eine Testnachricht, und lass die Benachrichtigung noch einmal senden.',
        },
  plugin_degraded: (facts) => ({
    title: `${facts.text('subject')} funktioniert nur teilweise`,
    message: foundProblem(facts),
  }),
  plugin_recovered: ({ text }) => ({
    title: `${text('subject')} funktioniert wieder`,
    message: 'Zwei Prüfungen nacheinander waren erfolgreich.',
  }),
  plugin_unhealthy: (facts) => ({
    title: `${facts.text('subject')} funktioniert nicht`,
    message: foundProblem(facts),
  }),
  records_rejected: ({ text }) => ({
    title: `Einige Einträge von ${text('name')} waren nicht zu gebrauchen`,
    message: `${text('stream')}: ${text('fault')} Alle solchen Einträge sind mit dem Grund bei ihrem Auftrag aufbewahrt. Das wird dir nur einmal mitgeteilt.`,
  }),
  rule_fired: ruleWords,
  // What an integration has to say.
  sync_warning: ({ text, message }) => ({ title: `Hinweis aus einem Abgleich von ${text('name')}`, message }),
  webhook_disabled: ({ text, figure }) => ({
    title: `Der Webhook an ${text('host')} wurde abgeschaltet`,
    message:
      text('reason') === 'gone'
        ? `Sein Empfänger hat geantwortet, dass es ihn nicht mehr gibt (410). ${RESUME_WEBHOOK}`
        : `Seit ${figure('days')} ${text('days') === '1' ? 'Tag' : 'Tagen'} ist keine Zustellung gelungen. ${RESUME_WEBHOOK}`,
  }),
}
