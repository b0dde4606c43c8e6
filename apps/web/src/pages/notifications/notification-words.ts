import type { MessageDescriptor } from '@lingui/core'
import { msg, plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { NotificationsNotification } from '@tributary/client'
import { reasonSentence } from '../../components/reason-sentences.ts'
import { useFormats } from '../../i18n/formats.ts'
import { isNotificationKind, type NotificationKind } from './notification-kinds.ts'

interface Words {
  readonly title: string
  readonly message: string
}

type Notification = Pick<NotificationsNotification, 'kind' | 'title' | 'message' | 'parameters'>

interface Facts {
  /** A parameter as text; empty if it is missing. */
  readonly text: (name: string) => string
  /** A parameter that is a number or a local date, as the person writes it. */
  readonly figure: (name: string) => string
  /** The words of the server, for what only an integration or a plugin knows. */
  readonly message: string
}

interface KindWords {
  readonly title: (facts: Facts) => MessageDescriptor
  /** `undefined`: the words of the server. */
  readonly message: (facts: Facts) => MessageDescriptor | undefined
}

/** Why the state is so, by the code of its reason. */
const reasonOf = ({ text, message }: Facts) =>
  reasonSentence(text('reasonCode'), {
    provider: text('provider'),
    scopes: text('scopes'),
    reason: message,
  })

const foundProblem = ({ message }: Facts) => msg`The last two checks found a problem. ${message}`

function ruleTitle({ text, figure }: Facts): MessageDescriptor {
  switch (text('on')) {
    case 'metric': {
      const [label, threshold] = [text('label'), figure('threshold')]
      return text('passes') === 'above'
        ? msg`${label} passed above ${threshold}`
        : msg`${label} passed below ${threshold}`
    }
    case 'item': {
      const titles = text('titles')
      const count = Number(text('count'))
      return count === 1 ? msg`New: ${titles}` : msg`${count} new items`
    }
    case 'connection': {
      const name = text('name')
      return msg`${name} stopped working`
    }
    default: {
      const filename = text('filename')
      return text('status') === 'failed'
        ? msg`The import of ${filename} has failed`
        : msg`The import of ${filename} has ended`
    }
  }
}

function ruleMessage({ text, figure }: Facts): MessageDescriptor {
  switch (text('on')) {
    case 'metric': {
      const [date, value, unit] = [figure('date'), figure('value'), text('unit')]
      return msg`${date}: ${value} ${unit}`
    }
    case 'item': {
      const [integration, titles] = [text('integration'), text('titles')]
      return msg`${integration}: ${titles}`
    }
    case 'connection':
      return msg`The page of the connection says what to do.`
    default: {
      const [integration, inserted] = [text('integration'), figure('inserted')]
      return msg`${integration}: ${inserted} new records`
    }
  }
}

const WORDS: Readonly<Record<NotificationKind, KindWords>> = {
  connection_needs_action: {
    title: ({ text }) => {
      const name = text('name')
      return msg`${name} needs your attention`
    },
    message: reasonOf,
  },
  connection_needs_permission: {
    title: ({ text }) => {
      const name = text('name')
      return msg`${name} lacks a permission`
    },
    message: reasonOf,
  },
  connection_needs_reauth: {
    title: ({ text }) => {
      const name = text('name')
      return msg`Connect ${name} again`
    },
    message: reasonOf,
  },
  connection_not_revoked: {
    title: ({ text }) => {
      const provider = text('provider')
      return msg`The access at ${provider} could not be revoked`
    },
    message: ({ text }) => {
      const provider = text('provider')
      return msg`${provider} did not answer for a day. The credentials are deleted here; to revoke the access as well, remove this app in your account settings at ${provider}.`
    },
  },
  connection_paused: {
    title: ({ text }) => {
      const name = text('name')
      return msg`${name} is paused`
    },
    message: reasonOf,
  },
  notification_channel_failed: {
    title: ({ text }) => {
      const channel = text('channel')
      return text('isPaused') === '1'
        ? msg`Notifications through ${channel} are paused`
        : msg`A notification could not be sent through ${channel}`
    },
    message: ({ text }) =>
      text('isPaused') === '1'
        ? msg`The channel says why. Resume it when this is resolved: what waits is sent then.`
        : msg`The channel says why. Send a test message, and have the notification sent again.`,
  },
  plugin_degraded: {
    title: ({ text }) => {
      const subject = text('subject')
      return msg`${subject} works in part`
    },
    message: foundProblem,
  },
  plugin_recovered: {
    title: ({ text }) => {
      const subject = text('subject')
      return msg`${subject} works again`
    },
    message: () => msg`Two checks in a row have succeeded.`,
  },
  plugin_unhealthy: {
    title: ({ text }) => {
      const subject = text('subject')
      return msg`${subject} does not work`
    },
    message: foundProblem,
  },
  records_rejected: {
    title: ({ text }) => {
      const name = text('name')
      return msg`Some records of ${name} could not be used`
    },
    message: ({ text }) => {
      const [stream, fault] = [text('stream'), text('fault')]
      return msg`${stream}: ${fault} All such records are kept with the reason under their job. You are told of this only once.`
    },
  },
  rule_fired: {
    title: ruleTitle,
    message: ruleMessage,
  },
  sync_warning: {
    title: ({ text }) => {
      const name = text('name')
      return msg`Notice from a sync of ${name}`
    },
    // What an integration has to say.
    message: () => undefined,
  },
  export_failed: {
    title: () => msg`A scheduled export could not be made`,
    message: ({ text }) => {
      const storage = text('storage')
      return msg`It could not be kept in ${storage}. Your data page shows why; the next one is made as scheduled.`
    },
  },
  webhook_disabled: {
    title: ({ text }) => {
      const host = text('host')
      return msg`The webhook to ${host} was disabled`
    },
    message: ({ text }) => {
      const days = Number(text('days'))
      return text('reason') === 'gone'
        ? msg`Its receiver answered that it is gone (410). Send a test, and enable it again when the receiver works: what has changed meanwhile is sent then.`
        : msg({
            message: plural(days, {
              one: 'No delivery has succeeded for # day. Send a test, and enable it again when the receiver works: what has changed meanwhile is sent then.',
              other:
                'No delivery has succeeded for # days. Send a test, and enable it again when the receiver works: what has changed meanwhile is sent then.',
            }),
          })
    },
  },
}

/**
 * Title and message of a notification in the person's language. In the words of the server for a kind that this version does not know, and
 * for one without parameters, which is from an older version of the server.
 */
export function useNotificationWords(): (notification: Notification) => Words {
  const { i18n } = useLingui()
  const { number, date } = useFormats()
  return ({ kind, title, message, parameters }) => {
    if (!isNotificationKind(kind) || Object.keys(parameters).length === 0) return { title, message }
    const figure = (name: string) => {
      const value = parameters[name] ?? ''
      return typeof value === 'number' ? number(value) : date(value)
    }
    const facts = { text: (name: string) => String(parameters[name] ?? ''), figure, message }
    const words = WORDS[kind]
    const sentence = words.message(facts)
    return {
      title: i18n._(words.title(facts)),
      message: sentence === undefined ? message : i18n._(sentence),
    }
  }
}
