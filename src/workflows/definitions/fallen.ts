/** The event by which a case hears that something it rests on has fallen; its workflow says what becomes of it. */
export const FALLEN = 'fallen'
