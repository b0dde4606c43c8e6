import { type FieldHelpProps, helpId } from '@rjsf/utils'
import { createElement as h, type ReactElement, useState } from 'react'

/**
 * Shows the help of a field as a tooltip, by pointer, keyboard and touch; Escape closes it. Its text stays in the page, since the field's input
 * names it in `aria-describedby`.
 */
export function HelpTooltip({ help, fieldPathId }: FieldHelpProps): ReactElement | null {
  const [isOpen, setOpen] = useState(false)
  if (help === undefined || help === '') return null
  const id = helpId(fieldPathId)
  return h(
    'span',
    { className: 'help', onMouseEnter: () => setOpen(true), onMouseLeave: () => setOpen(false) },
    h(
      'button',
      {
        type: 'button',
        'aria-label': 'Help',
        'aria-describedby': id,
        'aria-expanded': isOpen,
        onFocus: () => setOpen(true),
        onBlur: () => setOpen(false),
        onClick: () => setOpen(true),
        onKeyDown: ({ key }: { key: string }) => key === 'Escape' && setOpen(false),
      },
      '?',
    ),
    h('span', { id, role: 'tooltip', className: isOpen ? 'tooltip' : 'tooltip hidden' }, help),
  )
}
