/** `dead`: no further attempt. `dropped`: there was no reason to send it any longer. */
export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'dead', 'dropped'] as const

export type DeliveryState = (typeof DELIVERY_STATES)[number]

interface Transition {
  readonly from: DeliveryState
  readonly to: DeliveryState
}

/** Each change of a delivery. One that is `sending` without a lease belonged to a process that died: it is sent again. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'waiting', to: 'waiting' },
  { from: 'waiting', to: 'sending' },
  { from: 'waiting', to: 'dropped' },
  { from: 'sending', to: 'sending' },
  { from: 'sending', to: 'waiting' },
  { from: 'sending', to: 'sent' },
  { from: 'sending', to: 'dead' },
  { from: 'sending', to: 'dropped' },
  { from: 'sent', to: 'waiting' },
  { from: 'dead', to: 'waiting' },
]

/** The states from which a delivery may come into another. */
export function statesBefore(to: DeliveryState): readonly DeliveryState[] {
  return TRANSITIONS.filter((each) => each.to === to).map(({ from }) => from)
}
