/**
 * How an endpoint is asked to hold to the form of the answer, strictest first. Providers differ in which they take; the parser
 * reads the answers of all of them.
 */
export const answerFormats = ['json_schema', 'json_object_with_schema', 'json_object', 'prompt_only'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** The `response_format` parameter of chat completion; null: none. */
export function responseFormatOf(format: AnswerFormat, codes: readonly string[]): object | null {
  switch (format) {
    case 'json_schema':
      return {
        type: 'json_schema',
        json_schema: { name: 'routing_answer', strict: true, schema: answerSchema(codes) },
      };
    case 'json_object_with_schema':
      return { type: 'json_object', schema: answerSchema(codes) };
    case 'json_object':
      return { type: 'json_object' };
    case 'prompt_only':
      return null;
    default:
      return format satisfies never;
  }
}

/** Providers' strict mode limits the values of an enumeration; a taxonomy beyond that is held to by the parser alone. */
const mostEnumerated = 400;

/** In the order in which a model should think: the reason before the category. */
function answerSchema(codes: readonly string[]): object {
  const category =
    codes.length > mostEnumerated
      ? { type: ['string', 'null'] }
      : { anyOf: [{ type: 'string', enum: codes }, { type: 'null' }] };
  return {
    type: 'object',
    properties: {
      rationale: { type: 'string' },
      category,
      outOfTaxonomy: { type: 'boolean' },
      doubt: { type: 'string', enum: ['low', 'medium', 'high'] },
    },
    required: ['rationale', 'category', 'outOfTaxonomy', 'doubt'],
    additionalProperties: false,
  };
}
