import { useLingui } from '@lingui/react/macro'
import { descriptionId, errorId, type WidgetProps } from '@rjsf/utils'
import type { ComponentType } from 'react'
import { aboutField } from './about-field.tsx'

/**
 * A widget of `@rjsf/mantine` whose description and errors have the ids that its input names in `aria-describedby`, and without the options
 * that are not for the DOM.
 */
export function describedWidget(Widget: ComponentType<WidgetProps>): ComponentType<WidgetProps> {
  return function DescribedWidget(props: WidgetProps) {
    const { t } = useLingui()
    const { choices: _choices, groups: _groups, ...options } = props.options
    const { schema, required = false } = props
    // The library's type knows texts alone; the rest goes to the input of Mantine as it is.
    const shown: object = {
      ...options,
      ...describedBy(props),
      ...(schema.type === 'integer' ? { allowDecimal: false } : {}),
      ...(schema.type === 'number' ? { allowedDecimalSeparators: ['.', ','] } : {}),
      // An optional choice can be taken back.
      ...(schema.enum === undefined ? {} : clearable(!required, t`Clear`)),
    }
    return <Widget {...props} options={shown as WidgetProps['options']} />
  }
}

/** Properties of inputs of Mantine, which overwrites `aria-describedby` by the ids of its own description and error. */
export function describedBy({ id, options, schema, hideLabel }: WidgetProps) {
  const description = aboutField(options.description ?? schema.description, options.help)
  return {
    ...(hideLabel === true || description === undefined ? {} : { description }),
    descriptionProps: { id: descriptionId(id) },
    errorProps: { id: errorId(id) },
  }
}

function clearable(isClearable: boolean, label: string): object {
  return { clearable: isClearable, clearButtonProps: { 'aria-label': label } }
}
