import { useLingui } from '@lingui/react/macro'
import { descriptionId, errorId, type WidgetProps } from '@rjsf/utils'
import type { ComponentType } from 'react'

/**
 * A widget of `@rjsf/mantine` whose description and errors have the ids that its input names in `aria-describedby`, and without the options
 * that are not for the DOM.
 */
export function describedWidget(Widget: ComponentType<WidgetProps>): ComponentType<WidgetProps> {
  return function DescribedWidget(props: WidgetProps) {
    const { t } = useLingui()
    const { choices: _choices, groups: _groups, ...options } = props.options
    const { schema, required = false } = props
    return (
      <Widget
        {...props}
        options={{
          ...options,
          ...describedBy(props),
          ...(schema.type === 'integer' ? { allowDecimal: false } : {}),
          ...(schema.type === 'number' ? { allowedDecimalSeparators: ['.', ','] } : {}),
          // An optional choice can be taken back.
          ...(schema.enum === undefined ? {} : clearable(!required, t`Clear`)),
        }}
      />
    )
  }
}

/** Properties of inputs of Mantine. */
export function describedBy({ id, options, schema, hideLabel }: WidgetProps) {
  const description = options.description ?? schema.description
  return {
    ...(hideLabel === true || description === undefined ? {} : { description }),
    descriptionProps: { id: descriptionId(id) },
    errorProps: { id: errorId(id) },
  }
}

function clearable(isClearable: boolean, label: string): object {
  return { clearable: isClearable, clearButtonProps: { 'aria-label': label } }
}
