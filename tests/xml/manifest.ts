/** A message of the size and shape of a real road manifest: 12 consignments are about 8 KB. */
export function manifestXml(consignments = 12): string {
  const lines = Array.from({ length: consignments }, (_, at) => consignment(at + 1)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Awmds xmlns="urn:test:awmds">\n${lines}\n</Awmds>`
}

function consignment(number: number): string {
  return (
    `<Bol_segment><Bol_id><Bol_reference>KZ${number}</Bol_reference><Line_number>${number}</Line_number>` +
    '<Bol_nature>23</Bol_nature><Bol_type_code>CMR</Bol_type_code></Bol_id>' +
    '<Goods_segment><Number_of_packages>12</Number_of_packages><Package_type_code>CT</Package_type_code>' +
    '<Gross_mass>1234.5</Gross_mass><Shipping_marks>N/M</Shipping_marks>' +
    `<Goods_description>Запасные части ${number} &amp; прочее</Goods_description></Goods_segment>` +
    '<Traders_segment><Carrier code="1"><Carrier_code>C1</Carrier_code><Carrier_name>КазТранс</Carrier_name></Carrier>' +
    '<Exporter><Exporter_name>新疆贸易有限公司</Exporter_name></Exporter></Traders_segment></Bol_segment>'
  )
}
