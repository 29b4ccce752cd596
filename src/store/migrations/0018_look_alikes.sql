-- Bases that 0012 filled in had their look-alike letters left as they were: certificates built on them were not found by the
-- skeleton. What was written since has no such letter any more. Lower case too: not every locale knows upper(а).
update fact set base = translate(base, 'АВЕЅІЈКМНОРСТУҮХԚԜҺавеѕіјкмнорстуүхԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχ',
                                       'ABESIJKMHOPCTYYXQWHABESIJKMHOPCTYYXQWHABEZHIKMNOPTYXABEZHIKMNOPTYX')
 where base ~ '[АВЕЅІЈКМНОРСТУҮХԚԜҺавеѕіјкмнорстуүхԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχ]';

-- An issuer is told of a write-off step after step: a report looks for those before it.
create index report_of_write_off on report (write_off, position);
