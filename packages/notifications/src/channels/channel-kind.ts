/** The kinds of providers that a channel can lead to: `notification` tells people, `workflow` starts something. */
export const CHANNEL_KINDS = ['notification', 'workflow'] as const

export type ChannelKind = (typeof CHANNEL_KINDS)[number]
