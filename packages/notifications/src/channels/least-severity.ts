/** From which severity on notifications are sent. */
export const LEAST_SEVERITIES = ['info', 'warning', 'error', 'never'] as const

export type LeastSeverity = (typeof LEAST_SEVERITIES)[number]
