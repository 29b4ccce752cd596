/** What a message of one directory may hold: its segments, in groups, and what stands in them. */
export interface Specification {
  /** S009: message type, version, release and controlling agency. */
  readonly type: string
  readonly version: string
  readonly release: string
  readonly agency: string
  /** Namespace of the tree, which tells versions apart: `urn:un:edifact:CUSCAR:D:22A:UN`. */
  readonly namespace: string
  /** Between UNH and UNT. */
  readonly items: readonly ItemUse[]
  readonly lifts: readonly Lift[]
  /** UNB and UNH, by syntax version. */
  readonly service: ReadonlyMap<number, ServiceSegments>
}

/** A segment of the items that the tree has with their owner, see `raise`. */
export interface Lift {
  readonly name: string
  readonly item: string
  /** From the root. */
  readonly owner: readonly string[]
  readonly when: 'alike' | 'alone'
}

export interface ServiceSegments {
  readonly interchange: SegmentDefinition
  readonly message: SegmentDefinition
}

export type ItemUse = SegmentUse | GroupUse

export interface SegmentUse {
  readonly kind: 'segment'
  readonly name: string
  readonly segment: SegmentDefinition
  readonly required: boolean
  readonly times: number
}

export interface GroupUse {
  readonly kind: 'group'
  readonly name: string
  /** The segment that begins every repetition; it is the first item. */
  readonly trigger: SegmentUse
  readonly items: readonly ItemUse[]
  readonly required: boolean
  readonly times: number
}

export interface SegmentDefinition {
  readonly tag: string
  readonly fields: readonly Field[]
  /** Names of the data elements that say which of many this segment is: attributes of the tree. */
  readonly qualifiers: readonly string[]
}

/** What stands at one position of a segment, or, repeated, at as many positions. */
export interface Field {
  readonly name: string
  readonly required: boolean
  readonly times: number
  /** A data element alone has one component and is no composite. */
  readonly composite: boolean
  readonly components: readonly Component[]
}

export interface Component {
  readonly name: string
  readonly required: boolean
  /** Positions that together are one text, line by line. */
  readonly lines: number
  readonly format: DataFormat
}

/** ISO 9735 representation: `an..35`, `n4`. */
export interface DataFormat {
  readonly kind: 'a' | 'n' | 'an'
  readonly least: number
  readonly most: number
  /** A number with a decimal mark, whatever the representation says. */
  readonly numeric: boolean
}

export const namespaceOf = (type: string, version: string, release: string, agency: string): string =>
  `urn:un:edifact:${type}:${version}:${release}:${agency}`
