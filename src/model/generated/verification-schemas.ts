/* Generated from schemas/verification by "npm run generate:types". */
import type { JsonObject } from '../json.ts'

export const ANSWER_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "answer.schema.json",
  "title": "Answer",
  "description": "What the ledger said to one question at one moment: the payload of the signed answer. Fields may be added, never changed.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "v",
    "verification",
    "at",
    "by",
    "ledger",
    "question",
    "verdict",
    "checks"
  ],
  "properties": {
    "v": {
      "type": "integer",
      "description": "Version of this form; no WCO id",
      "const": 1
    },
    "verification": {
      "type": "string",
      "description": "Id of the verification (UUID); no WCO id",
      "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    },
    "at": {
      "description": "When it was answered: the time of its record in the log; no WCO id",
      "$ref": "question.schema.json#/$defs/Instant"
    },
    "by": {
      "description": "Who asked, by the id of its agreement's partner; no WCO id",
      "$ref": "#/$defs/PartnerId"
    },
    "ledger": {
      "type": "object",
      "description": "The state of the ledger that was asked: everything that stands in the log before this answer, nothing after it",
      "additionalProperties": false,
      "required": [
        "log",
        "size"
      ],
      "properties": {
        "log": {
          "type": "string",
          "description": "Origin of the log; no WCO id",
          "minLength": 1,
          "maxLength": 256
        },
        "size": {
          "description": "Records that stood there: the index of the answer's own record; no WCO id",
          "$ref": "#/$defs/Index"
        }
      }
    },
    "question": {
      "description": "The question as it was asked",
      "$ref": "question.schema.json"
    },
    "verdict": {
      "type": "string",
      "description": "Refuted when a check failed, confirmed when all passed, else not established; no WCO id",
      "enum": [
        "confirmed",
        "refuted",
        "not-established"
      ]
    },
    "checks": {
      "type": "array",
      "description": "All checks in their order; no WCO class",
      "items": {
        "description": "A check",
        "$ref": "#/$defs/Check"
      },
      "minItems": 1,
      "maxItems": 999
    },
    "balance": {
      "type": "array",
      "description": "What is left of the lines that were asked about, where the agreement shows it; no WCO class",
      "items": {
        "description": "What is left of one line",
        "$ref": "#/$defs/Balance"
      },
      "minItems": 1,
      "maxItems": 1998
    },
    "document": {
      "description": "What the agreement shows of the document; no WCO class",
      "$ref": "#/$defs/ShownDocument"
    },
    "basis": {
      "type": "array",
      "description": "Records of the log that it rests on; no WCO class",
      "items": {
        "description": "A message that the ledger took over",
        "$ref": "#/$defs/Basis"
      },
      "minItems": 1,
      "maxItems": 9
    },
    "heardAt": {
      "description": "When the issuer last said something of the document; no WCO id",
      "$ref": "question.schema.json#/$defs/Instant"
    },
    "inquiry": {
      "description": "The asking of the issuing authority, where the question wanted it and the ledger did not know; no WCO class",
      "$ref": "#/$defs/Inquiry"
    },
    "follows": {
      "type": "string",
      "description": "The verification whose question was asked again, by us, when the inquiry had ended; no WCO id",
      "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    },
    "earlier": {
      "type": "array",
      "description": "Records of the same verification before this answer: that it waited, what was answered before; no WCO class",
      "items": {
        "description": "Index of a record; no WCO id",
        "$ref": "#/$defs/Index"
      },
      "minItems": 1,
      "maxItems": 99
    }
  },
  "examples": [
    {
      "v": 1,
      "verification": "0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21",
      "at": "2026-11-21T08:30:00.123Z",
      "by": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "118"
      },
      "question": {
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000318",
        "purpose": "preferential-duty",
        "case": "940220261000000123",
        "date": "2026-11-22",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "consignee": "KUNMING SHILI IMPORT AND EXPORT CO LTD",
          "issueDate": "2026-11-21",
          "lines": [
            {
              "line": 1,
              "hs": "11081400",
              "originCountry": "LA"
            }
          ]
        },
        "wants": [
          {
            "line": 1,
            "quantity": {
              "quantity": "10",
              "unitCode": "TNE"
            }
          }
        ]
      },
      "verdict": "confirmed",
      "checks": [
        {
          "check": "exists",
          "result": "pass"
        },
        {
          "check": "authentic",
          "result": "pass",
          "detail": "signed by la-customs"
        },
        {
          "check": "competent",
          "result": "pass"
        },
        {
          "check": "in-force",
          "result": "pass",
          "detail": "2026-11-21 to 2027-11-20"
        },
        {
          "check": "matches",
          "field": "exporter",
          "result": "pass"
        },
        {
          "check": "matches",
          "field": "consignee",
          "result": "pass"
        },
        {
          "check": "matches",
          "field": "issueDate",
          "result": "pass"
        },
        {
          "check": "matches",
          "field": "hs",
          "line": 1,
          "result": "pass",
          "reason": "COMMON_DIGITS",
          "detail": "six digits compared"
        },
        {
          "check": "matches",
          "field": "originCountry",
          "line": 1,
          "result": "pass"
        },
        {
          "check": "available",
          "line": 1,
          "result": "pass"
        },
        {
          "check": "not-revoked",
          "result": "pass"
        }
      ],
      "balance": [
        {
          "line": 1,
          "measure": "quantity",
          "unit": "KGM",
          "basis": "gross",
          "total": "25150",
          "reserved": "0",
          "used": "12000",
          "available": "13150"
        }
      ],
      "document": {
        "issueDay": "2026-11-21",
        "lastDay": "2027-11-20",
        "lines": [
          {
            "line": 1,
            "hs": "110814",
            "origin": "LA",
            "criterion": "WO"
          }
        ]
      },
      "basis": [
        {
          "acceptance": "96",
          "fact": "97",
          "at": "2026-11-21T03:12:44.020Z",
          "source": "la-customs"
        }
      ],
      "heardAt": "2026-11-21T03:12:44.020Z"
    },
    {
      "v": 1,
      "verification": "0193e0a1-02b4-7d10-8f6c-5a9e1c3d7b42",
      "at": "2026-11-21T08:31:12.004Z",
      "by": "cn-bank",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "131"
      },
      "question": {
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000999",
        "purpose": "forex-payment",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "invoice": "TX-2026-118"
        },
        "inquire": {
          "reason": "seal-or-signature",
          "text": "The stamp has no date."
        }
      },
      "verdict": "not-established",
      "checks": [
        {
          "check": "exists",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "authentic",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "competent",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "in-force",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "matches",
          "field": "exporter",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "matches",
          "field": "invoice",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        },
        {
          "check": "not-revoked",
          "result": "not-established",
          "reason": "NOT_SHOWN"
        }
      ],
      "inquiry": {
        "id": "0193e0a1-02b4-7d10-8f6c-5a9e1c3d7b42",
        "due": "2027-01-20",
        "state": "open"
      }
    }
  ],
  "$defs": {
    "Index": {
      "type": "string",
      "description": "Position in the log, or a number of records, a decimal number.",
      "pattern": "^(0|[1-9][0-9]{0,18})$"
    },
    "PartnerId": {
      "type": "string",
      "description": "Id of a partner.",
      "pattern": "^[a-z0-9][a-z0-9.-]{0,63}$"
    },
    "ExactDecimal": {
      "type": "string",
      "description": "An exact decimal number, no exponent, no sign, with as many decimals as converting left.",
      "pattern": "^(0|[1-9][0-9]{0,35})(\\.[0-9]{1,27})?$"
    },
    "Check": {
      "type": "object",
      "description": "One check and its result.",
      "additionalProperties": false,
      "required": [
        "check",
        "result"
      ],
      "properties": {
        "check": {
          "type": "string",
          "description": "What was checked; no WCO id",
          "enum": [
            "exists",
            "authentic",
            "competent",
            "in-force",
            "matches",
            "available",
            "not-revoked"
          ]
        },
        "field": {
          "type": "string",
          "description": "Field of held that was compared; no WCO id",
          "minLength": 1,
          "maxLength": 40
        },
        "line": {
          "description": "WCO 006 Item that was checked",
          "$ref": "question.schema.json#/$defs/Line"
        },
        "result": {
          "type": "string",
          "description": "Whether it holds; not-established where nobody can tell, which is never a pass; no WCO id",
          "enum": [
            "pass",
            "fail",
            "not-established"
          ]
        },
        "reason": {
          "type": "string",
          "description": "Stable code of why; no WCO id",
          "maxLength": 64,
          "pattern": "^[A-Z][A-Z_]*$"
        },
        "detail": {
          "type": "string",
          "description": "The same in words for people; no WCO id",
          "minLength": 1,
          "maxLength": 1000
        }
      }
    },
    "Basis": {
      "type": "object",
      "description": "A message that the ledger took over, and where that stands in the log.",
      "additionalProperties": false,
      "required": [
        "acceptance",
        "fact",
        "at",
        "source"
      ],
      "properties": {
        "acceptance": {
          "description": "Record of the acceptance of the message; no WCO id",
          "$ref": "#/$defs/Index"
        },
        "fact": {
          "description": "Record of what the ledger took over from it; no WCO id",
          "$ref": "#/$defs/Index"
        },
        "at": {
          "description": "Time of that record; no WCO id",
          "$ref": "question.schema.json#/$defs/Instant"
        },
        "source": {
          "description": "Partner whose message it was; no WCO id",
          "$ref": "#/$defs/PartnerId"
        }
      }
    },
    "Balance": {
      "type": "object",
      "description": "What is left of one measure of one line, in the unit of the document.",
      "additionalProperties": false,
      "required": [
        "line",
        "measure",
        "unit",
        "total",
        "reserved",
        "used",
        "available"
      ],
      "properties": {
        "line": {
          "description": "WCO 006 Number of the item",
          "$ref": "question.schema.json#/$defs/Line"
        },
        "measure": {
          "type": "string",
          "description": "What is counted; no WCO id",
          "enum": [
            "quantity",
            "value"
          ]
        },
        "unit": {
          "type": "string",
          "description": "Unit (UN/ECE Rec 20) of a quantity, currency (ISO 4217) of a value; no WCO id",
          "pattern": "^[A-Z0-9]{2,3}$"
        },
        "basis": {
          "description": "What the quantity is: gross or net mass, or another quantity; no WCO id",
          "$ref": "#/$defs/QuantityBasis"
        },
        "total": {
          "description": "What the document states; no WCO id",
          "$ref": "#/$defs/ExactDecimal"
        },
        "carried": {
          "description": "Already taken from the document that this one replaces; no WCO id",
          "$ref": "#/$defs/ExactDecimal"
        },
        "reserved": {
          "description": "Set aside and not used yet; no WCO id",
          "$ref": "#/$defs/ExactDecimal"
        },
        "used": {
          "description": "Used up; no WCO id",
          "$ref": "#/$defs/ExactDecimal"
        },
        "available": {
          "description": "Total less carried, reserved and used; no WCO id",
          "$ref": "#/$defs/ExactDecimal"
        }
      }
    },
    "Inquiry": {
      "type": "object",
      "description": "Our asking of the issuing authority about the document, as it stood at the answer.",
      "additionalProperties": false,
      "required": [
        "id",
        "due",
        "state"
      ],
      "properties": {
        "id": {
          "type": "string",
          "description": "The verification (UUID) for which the authority is asked: the first answer to the question; no WCO id",
          "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        },
        "due": {
          "description": "Last day on which a reply is waited for, in the time zone of the authority, counted from the question; no WCO id",
          "$ref": "question.schema.json#/$defs/Day"
        },
        "state": {
          "type": "string",
          "description": "Open until the authority has replied, the last day is over, or it could not be asked; no WCO id",
          "enum": [
            "open",
            "answered",
            "expired",
            "failed"
          ]
        },
        "result": {
          "type": "string",
          "description": "What the authority replied: of the hub's list origin-verification-result; no WCO id",
          "enum": [
            "confirmed",
            "corrected",
            "not-authentic",
            "not-originating",
            "revoked",
            "unverifiable"
          ]
        },
        "text": {
          "type": "string",
          "description": "WCO 225 Its reasons in words; no WCO class",
          "minLength": 1,
          "maxLength": 4000
        }
      }
    },
    "QuantityBasis": {
      "type": "string",
      "description": "What a quantity of goods is: gross mass, net mass, or another quantity.",
      "enum": [
        "gross",
        "net",
        "other"
      ]
    },
    "ShownDocument": {
      "type": "object",
      "description": "A document as the ledger knows it, as far as the asker's agreement shows it.",
      "additionalProperties": false,
      "properties": {
        "issueDay": {
          "description": "WCO D011 Day of issue",
          "$ref": "question.schema.json#/$defs/Day"
        },
        "firstDay": {
          "description": "WCO 276 First day of validity, where it is another",
          "$ref": "question.schema.json#/$defs/Day"
        },
        "lastDay": {
          "description": "Last day it may be used, as stated or by the issuer's agreement; no WCO id",
          "$ref": "question.schema.json#/$defs/Day"
        },
        "authority": {
          "type": "string",
          "description": "Authority that issued it, as the document names it; no WCO id",
          "minLength": 1,
          "maxLength": 400
        },
        "agreementCode": {
          "type": "string",
          "description": "Trade agreement that it is issued under; no WCO id",
          "minLength": 1,
          "maxLength": 20
        },
        "indicators": {
          "type": "array",
          "description": "WCO class AdditionalInformation: boxes ticked on the form",
          "items": {
            "type": "string",
            "description": "WCO 226 A box, as issued-retroactively",
            "minLength": 1,
            "maxLength": 40
          },
          "minItems": 1,
          "maxItems": 20
        },
        "previous": {
          "type": "string",
          "description": "WCO D018 Number of the document that it replaces or is built on",
          "minLength": 1,
          "maxLength": 70
        },
        "next": {
          "type": "string",
          "description": "Number of the document that replaced it; no WCO id",
          "minLength": 1,
          "maxLength": 70
        },
        "releaseDay": {
          "description": "WCO 277 Day on which customs released the goods",
          "$ref": "question.schema.json#/$defs/Day"
        },
        "suspensions": {
          "type": "array",
          "description": "When it did not count, or does not; no WCO class",
          "items": {
            "type": "object",
            "description": "A suspension, both days included; without a last one until further notice",
            "additionalProperties": false,
            "required": [
              "from"
            ],
            "properties": {
              "from": {
                "description": "First day; no WCO id",
                "$ref": "question.schema.json#/$defs/Day"
              },
              "to": {
                "description": "Last day; no WCO id",
                "$ref": "question.schema.json#/$defs/Day"
              },
              "reason": {
                "type": "string",
                "description": "Why; no WCO id",
                "minLength": 1,
                "maxLength": 1000
              }
            }
          },
          "minItems": 1,
          "maxItems": 99
        },
        "revocation": {
          "type": "object",
          "description": "That it was taken back; no WCO class",
          "additionalProperties": false,
          "required": [
            "from"
          ],
          "properties": {
            "from": {
              "description": "From when on; no WCO id",
              "$ref": "question.schema.json#/$defs/Day"
            },
            "reason": {
              "type": "string",
              "description": "Why; no WCO id",
              "minLength": 1,
              "maxLength": 1000
            }
          }
        },
        "declarant": {
          "description": "WCO R123/R124 Declarant",
          "$ref": "#/$defs/ShownParty"
        },
        "carrier": {
          "description": "WCO R011/R012 Carrier",
          "$ref": "#/$defs/ShownParty"
        },
        "exporter": {
          "description": "WCO R031/R032 Exporter",
          "$ref": "#/$defs/ShownParty"
        },
        "consignee": {
          "description": "WCO R014/R015 Consignee",
          "$ref": "#/$defs/ShownParty"
        },
        "importer": {
          "description": "WCO R037/R038 Importer",
          "$ref": "#/$defs/ShownParty"
        },
        "holder": {
          "description": "WCO class AuthorisationHolder: holder of a permit or status",
          "$ref": "#/$defs/ShownParty"
        },
        "invoices": {
          "type": "array",
          "description": "WCO class Invoice: its invoices",
          "items": {
            "type": "string",
            "description": "WCO D016 Number of an invoice",
            "minLength": 1,
            "maxLength": 200
          },
          "minItems": 1,
          "maxItems": 999
        },
        "contracts": {
          "type": "array",
          "description": "Contracts that the goods are delivered under; no WCO class",
          "items": {
            "type": "string",
            "description": "Number of a contract; no WCO id",
            "minLength": 1,
            "maxLength": 200
          },
          "minItems": 1,
          "maxItems": 999
        },
        "plates": {
          "type": "array",
          "description": "WCO class BorderTransportMeans: number plates of the vehicle and its trailers",
          "items": {
            "type": "string",
            "description": "WCO T005 A number plate",
            "minLength": 1,
            "maxLength": 200
          },
          "minItems": 1,
          "maxItems": 99
        },
        "containers": {
          "type": "array",
          "description": "WCO class TransportEquipment: its containers",
          "items": {
            "type": "string",
            "description": "WCO 159 Number of a container",
            "minLength": 1,
            "maxLength": 200
          },
          "minItems": 1,
          "maxItems": 999
        },
        "seals": {
          "type": "array",
          "description": "WCO class Seal: its seals",
          "items": {
            "type": "string",
            "description": "WCO 165 Number of a seal",
            "minLength": 1,
            "maxLength": 200
          },
          "minItems": 1,
          "maxItems": 999
        },
        "inspection": {
          "description": "What was inspected and how it came out; no WCO class",
          "$ref": "#/$defs/ShownInspection"
        },
        "confirmations": {
          "type": "array",
          "description": "The word of each side on the document; no WCO class",
          "items": {
            "description": "The word of one side",
            "$ref": "#/$defs/ShownConfirmation"
          },
          "minItems": 1,
          "maxItems": 9
        },
        "lines": {
          "type": "array",
          "description": "WCO class GovernmentAgencyGoodsItem: its items; line 0 is the document as a whole",
          "items": {
            "description": "An item",
            "$ref": "#/$defs/ShownLine"
          },
          "minItems": 1,
          "maxItems": 999
        }
      }
    },
    "ShownInspection": {
      "type": "object",
      "description": "An inspection as the ledger knows it, in the words of the hub's lists.",
      "additionalProperties": false,
      "required": [
        "subject",
        "type",
        "result",
        "checks"
      ],
      "properties": {
        "subject": {
          "type": "string",
          "description": "WCO D018 Number of the document whose goods were inspected",
          "minLength": 1,
          "maxLength": 70
        },
        "type": {
          "type": "string",
          "description": "WCO D019 Kind of that document (UN 1001)",
          "minLength": 1,
          "maxLength": 17
        },
        "digest": {
          "type": "string",
          "description": "SHA-256 of that document as the hub writes it; no WCO id",
          "pattern": "^[0-9a-f]{64}$"
        },
        "crossing": {
          "type": "string",
          "description": "WCO 065 Border crossing, of the hub's list border-crossing",
          "minLength": 1,
          "maxLength": 40
        },
        "result": {
          "description": "Result of all checks, of the hub's list inspection-result; no WCO id",
          "$ref": "question.schema.json#/$defs/Word"
        },
        "decision": {
          "description": "WCO 379 What follows, of the hub's list inspection-decision",
          "$ref": "question.schema.json#/$defs/Word"
        },
        "checks": {
          "type": "array",
          "description": "The checks; no WCO class",
          "items": {
            "type": "object",
            "description": "A check",
            "additionalProperties": false,
            "required": [
              "kind",
              "result"
            ],
            "properties": {
              "kind": {
                "description": "Of the hub's list inspection-kind; no WCO id",
                "$ref": "question.schema.json#/$defs/Word"
              },
              "result": {
                "description": "Of the hub's list inspection-result; no WCO id",
                "$ref": "question.schema.json#/$defs/Word"
              },
              "findings": {
                "type": "array",
                "description": "What differed, of the hub's list finding-kind; no WCO class",
                "items": {
                  "description": "A kind of difference; no WCO id",
                  "$ref": "question.schema.json#/$defs/Word"
                },
                "minItems": 1,
                "maxItems": 99
              }
            }
          },
          "maxItems": 99
        }
      }
    },
    "ShownConfirmation": {
      "type": "object",
      "description": "What one side says of a document.",
      "additionalProperties": false,
      "required": [
        "country",
        "at",
        "result"
      ],
      "properties": {
        "country": {
          "description": "Side that confirms; no WCO id",
          "$ref": "question.schema.json#/$defs/Country"
        },
        "at": {
          "type": "string",
          "description": "When: a moment with offset, or a day; no WCO id",
          "minLength": 10,
          "maxLength": 35
        },
        "result": {
          "description": "Of the hub's list inspection-result; no WCO id",
          "$ref": "question.schema.json#/$defs/Word"
        },
        "decision": {
          "description": "WCO 379 What follows, of the hub's list inspection-decision",
          "$ref": "question.schema.json#/$defs/Word"
        }
      }
    },
    "ShownParty": {
      "type": "object",
      "description": "A party as a document names it.",
      "additionalProperties": false,
      "required": [
        "names",
        "ids"
      ],
      "properties": {
        "names": {
          "type": "array",
          "description": "Its name, and its name in Latin letters where the document has one; no WCO class",
          "items": {
            "type": "string",
            "description": "A name; no WCO id",
            "minLength": 1,
            "maxLength": 400
          },
          "maxItems": 3
        },
        "ids": {
          "type": "array",
          "description": "Its identifiers, each after the register that gives it meaning; no WCO class",
          "items": {
            "type": "string",
            "description": "An identifier, as KZ-BIN 123456789012; no WCO id",
            "minLength": 1,
            "maxLength": 57
          },
          "maxItems": 9
        }
      }
    },
    "ShownLine": {
      "type": "object",
      "description": "An item of a document as the ledger knows it.",
      "additionalProperties": false,
      "required": [
        "line"
      ],
      "properties": {
        "line": {
          "description": "WCO 006 Number of the item",
          "$ref": "question.schema.json#/$defs/Line"
        },
        "bill": {
          "type": "string",
          "description": "WCO D023 Transport document of the goods of the line",
          "minLength": 1,
          "maxLength": 200
        },
        "hs": {
          "type": "string",
          "description": "WCO 145 Tariff number",
          "pattern": "^[0-9]{4,14}$"
        },
        "origin": {
          "description": "WCO 063 Country of origin",
          "$ref": "question.schema.json#/$defs/Country"
        },
        "criterion": {
          "type": "string",
          "description": "Origin criterion, with its percentage where it has one; no WCO id",
          "minLength": 1,
          "maxLength": 50
        },
        "quantity": {
          "type": "object",
          "description": "WCO 130 Quantity that the document states",
          "additionalProperties": false,
          "required": [
            "quantity",
            "unit",
            "basis"
          ],
          "properties": {
            "quantity": {
              "description": "WCO 130 How much",
              "$ref": "#/$defs/ExactDecimal"
            },
            "unit": {
              "type": "string",
              "description": "Unit (UN/ECE Rec 20); no WCO id",
              "pattern": "^[A-Z0-9]{2,3}$"
            },
            "basis": {
              "description": "Gross or net mass, or another quantity; no WCO id",
              "$ref": "#/$defs/QuantityBasis"
            }
          }
        },
        "value": {
          "type": "object",
          "description": "Value that the document states; no WCO class",
          "additionalProperties": false,
          "required": [
            "amount",
            "currency"
          ],
          "properties": {
            "amount": {
              "description": "The amount; no WCO id",
              "$ref": "#/$defs/ExactDecimal"
            },
            "currency": {
              "type": "string",
              "description": "Currency (ISO 4217); no WCO id",
              "pattern": "^[A-Z]{3}$"
            }
          }
        }
      }
    }
  }
}

export const NOTICE_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "notice.schema.json",
  "title": "Notice",
  "description": "That something an agency was told has changed, or has been answered: the payload of the signed notice. Fields may be added, never changed.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "v",
    "notice",
    "at",
    "to",
    "ledger",
    "about",
    "kind",
    "reason"
  ],
  "properties": {
    "v": {
      "type": "integer",
      "description": "Version of this form; no WCO id",
      "const": 1
    },
    "notice": {
      "type": "string",
      "description": "Id of the notice (UUID); no WCO id",
      "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    },
    "at": {
      "description": "When it was made: the time of its record in the log; no WCO id",
      "$ref": "question.schema.json#/$defs/Instant"
    },
    "to": {
      "description": "The agency that is told, by the id of its agreement's partner; no WCO id",
      "$ref": "answer.schema.json#/$defs/PartnerId"
    },
    "ledger": {
      "type": "object",
      "description": "The state of the ledger in which it was made",
      "additionalProperties": false,
      "required": [
        "log",
        "size"
      ],
      "properties": {
        "log": {
          "type": "string",
          "description": "Origin of the log; no WCO id",
          "minLength": 1,
          "maxLength": 256
        },
        "size": {
          "description": "Records that stood there: the index of the notice's own record; no WCO id",
          "$ref": "answer.schema.json#/$defs/Index"
        }
      }
    },
    "about": {
      "type": "object",
      "description": "What the agency was told before: one of the two",
      "additionalProperties": false,
      "minProperties": 1,
      "maxProperties": 1,
      "properties": {
        "verification": {
          "type": "string",
          "description": "Id of the verification (UUID); no WCO id",
          "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        },
        "writeOff": {
          "type": "string",
          "description": "Id of the write-off (UUID); no WCO id",
          "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        }
      }
    },
    "kind": {
      "type": "string",
      "description": "recalled: the document, or the key that vouched for it, does not hold any more; amended: a newer edition of the document differs in what the answer or write-off rests on; answered: the question has a new answer; ended: the reservation ended by itself; no WCO id",
      "enum": [
        "amended",
        "answered",
        "ended",
        "recalled"
      ]
    },
    "reason": {
      "type": "string",
      "description": "Stable code of why; no WCO id",
      "maxLength": 64,
      "pattern": "^[A-Z][A-Z_]*$"
    },
    "fact": {
      "description": "Record of the log by which it came so; no WCO id",
      "$ref": "answer.schema.json#/$defs/Index"
    },
    "next": {
      "type": "string",
      "description": "Id of the verification that answers the question anew (UUID); no WCO id",
      "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    }
  },
  "examples": [
    {
      "v": 1,
      "notice": "0193e4c2-90aa-7d31-b7a5-6c7d8e9f0a1b",
      "at": "2026-11-23T04:12:07.310Z",
      "to": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "212"
      },
      "about": {
        "verification": "0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21"
      },
      "kind": "recalled",
      "reason": "CANCELLED",
      "fact": "209"
    },
    {
      "v": 1,
      "notice": "0193e4c2-90ab-7e02-8c44-1a2b3c4d5e6f",
      "at": "2026-11-23T04:12:07.310Z",
      "to": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "213"
      },
      "about": {
        "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70"
      },
      "kind": "recalled",
      "reason": "CANCELLED",
      "fact": "209"
    },
    {
      "v": 1,
      "notice": "0193e9f3-90ab-7e02-8c44-1a2b3c4d5e70",
      "at": "2026-12-01T10:00:00.730Z",
      "to": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "189"
      },
      "about": {
        "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70"
      },
      "kind": "ended",
      "reason": "RESERVATION_ENDED"
    },
    {
      "v": 1,
      "notice": "0193e6d1-90aa-7d31-b7a5-6c7d8e9f0a1c",
      "at": "2026-11-23T14:02:11.040Z",
      "to": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "218"
      },
      "about": {
        "verification": "0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21"
      },
      "kind": "amended",
      "reason": "AMENDED",
      "fact": "215"
    }
  ]
}

export const QUESTION_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "question.schema.json",
  "title": "Question",
  "description": "What an agency asks about one document, what of the document it states, and what it wishes to use of it.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "kind",
    "issuer",
    "number",
    "purpose"
  ],
  "properties": {
    "kind": {
      "description": "Kind of the document, named like the hub document; no WCO id",
      "$ref": "#/$defs/Word"
    },
    "issuer": {
      "description": "Country of the body that issued the document; no WCO id",
      "$ref": "#/$defs/Country"
    },
    "form": {
      "type": "string",
      "description": "Form of a certificate, as E or D, for kinds whose numbers are unique within a form only; no WCO id",
      "minLength": 1,
      "maxLength": 20,
      "pattern": "^[A-Z0-9][A-Z0-9-]*$"
    },
    "number": {
      "type": "string",
      "description": "WCO D014 Number of the document; separators, case and look-alike letters do not matter",
      "minLength": 1,
      "maxLength": 64
    },
    "purpose": {
      "description": "What the answer is for, one of the purposes that the asker's agreement names; no WCO id",
      "$ref": "#/$defs/Word"
    },
    "case": {
      "type": "string",
      "description": "The asker's own number of the matter, given back in everything about this question; no WCO id",
      "minLength": 1,
      "maxLength": 64
    },
    "date": {
      "description": "Day for which validity is asked, as that of acceptance of the declaration; the day of the answer where absent; no WCO id",
      "$ref": "#/$defs/Day"
    },
    "asOf": {
      "description": "Past moment as which the ledger is read: what was known then; now where absent; no WCO id",
      "$ref": "#/$defs/Instant"
    },
    "salt": {
      "type": "string",
      "description": "Random 32 bytes in base64url, drawn for this question alone: every value in held is then a salted hash; no WCO id",
      "pattern": "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
    },
    "held": {
      "description": "What the asker states of the document, read off the paper in hand; no WCO class",
      "$ref": "#/$defs/Held"
    },
    "wants": {
      "type": "array",
      "description": "What the asker wishes to use of the document, each line once; not to be used with salt; no WCO class",
      "items": {
        "description": "A wish about one line",
        "$ref": "#/$defs/Wish"
      },
      "minItems": 1,
      "maxItems": 50
    },
    "inquire": {
      "description": "Has the issuing authority asked where the ledger does not know; not to be used with salt or asOf; no WCO class",
      "$ref": "#/$defs/Inquire"
    }
  },
  "dependentRequired": {
    "salt": [
      "held"
    ],
    "inquire": [
      "held"
    ]
  },
  "dependentSchemas": {
    "salt": {
      "properties": {
        "wants": false,
        "inquire": false
      }
    },
    "asOf": {
      "properties": {
        "inquire": false
      }
    }
  },
  "examples": [
    {
      "kind": "certificate-of-origin",
      "issuer": "LA",
      "form": "E",
      "number": "E26LA0110000318",
      "purpose": "preferential-duty",
      "case": "940220261000000123",
      "date": "2026-11-22",
      "held": {
        "exporter": "Tuayang Export Co., Ltd.",
        "consignee": "Kunming Shili Import and Export Co., Ltd.",
        "issueDate": "2026-11-21",
        "lines": [
          {
            "line": 1,
            "hs": "11081400",
            "originCountry": "LA",
            "quantity": {
              "quantity": "25.15",
              "unitCode": "TNE"
            }
          }
        ]
      },
      "wants": [
        {
          "line": 1,
          "quantity": {
            "quantity": "10",
            "unitCode": "TNE"
          }
        }
      ]
    },
    {
      "kind": "certificate-of-origin",
      "issuer": "LA",
      "form": "E",
      "number": "E26LA0110000318",
      "purpose": "forex-payment",
      "salt": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
      "held": {
        "exporter": {
          "sha256": "0e76ca1227238c507e09413856f359efdf51588bf8d1e5187214069874d3892f"
        },
        "lines": [
          {
            "line": 1,
            "quantity": {
              "sha256": "f65de7f296bf04191954391a2509411ae5cf99bdb8b63d6fc8626ec1333b1329"
            }
          }
        ]
      }
    },
    {
      "kind": "goods-declaration",
      "issuer": "CN",
      "number": "940220261000000123",
      "purpose": "forex-payment",
      "asOf": "2026-11-30T16:00:00Z",
      "held": {
        "importer": "Kunming Shili Import and Export Co., Ltd.",
        "invoice": "TX-2026-118"
      },
      "wants": [
        {
          "line": 0,
          "amount": {
            "amount": "48000",
            "currencyId": "USD"
          }
        }
      ]
    }
  ],
  "$defs": {
    "Word": {
      "type": "string",
      "description": "A name in small letters and hyphens.",
      "pattern": "^[a-z][a-z-]{0,39}$"
    },
    "Country": {
      "type": "string",
      "description": "A country, ISO 3166-1 alpha-2.",
      "pattern": "^[A-Z]{2}$"
    },
    "Decimal": {
      "type": "string",
      "description": "An exact decimal number, no exponent, no sign, no leading zeros.",
      "pattern": "^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,6})?$"
    },
    "Line": {
      "type": "integer",
      "description": "An item of the document by its number there, WCO 006; 0 for the document as a whole.",
      "minimum": 0,
      "maximum": 99999
    },
    "Day": {
      "type": "string",
      "description": "A day. ISO 8601.",
      "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
    },
    "Instant": {
      "type": "string",
      "description": "A moment in UTC. ISO 8601.",
      "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$"
    },
    "Hash": {
      "type": "object",
      "description": "A value that is not told: the salted hash of its comparable form.",
      "additionalProperties": false,
      "required": [
        "sha256"
      ],
      "properties": {
        "sha256": {
          "type": "string",
          "description": "SHA-256 over salt, field, line and comparable form, hexadecimal; no WCO id",
          "pattern": "^[0-9a-f]{64}$"
        }
      }
    },
    "Quantity": {
      "type": "object",
      "description": "WCO class GoodsMeasure: a quantity and its unit",
      "additionalProperties": false,
      "required": [
        "quantity",
        "unitCode"
      ],
      "properties": {
        "quantity": {
          "description": "WCO 130 How much",
          "$ref": "#/$defs/Decimal"
        },
        "unitCode": {
          "type": "string",
          "description": "Unit (UN/ECE Rec 20); no WCO id",
          "pattern": "^[A-Z0-9]{2,3}$"
        }
      }
    },
    "Amount": {
      "type": "object",
      "description": "An amount of money and its currency.",
      "additionalProperties": false,
      "required": [
        "amount",
        "currencyId"
      ],
      "properties": {
        "amount": {
          "description": "The amount; no WCO id",
          "$ref": "#/$defs/Decimal"
        },
        "currencyId": {
          "type": "string",
          "description": "Currency (ISO 4217); no WCO id",
          "pattern": "^[A-Z]{3}$"
        }
      }
    },
    "HeldText": {
      "description": "A text as it stands on the document, or its hash.",
      "oneOf": [
        {
          "type": "string",
          "minLength": 1,
          "maxLength": 512
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldIdentifier": {
      "description": "An identifier of a party after the register that gives it meaning, as KZ-BIN 123456789012, or its hash.",
      "oneOf": [
        {
          "type": "string",
          "maxLength": 57,
          "pattern": "^[A-Z0-9][A-Z0-9-]{0,19} [^\\s].*$"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldCode": {
      "description": "A code of the hub, or its hash.",
      "oneOf": [
        {
          "type": "string",
          "maxLength": 50,
          "pattern": "^[A-Z0-9][A-Za-z0-9 .-]*$"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldCountry": {
      "description": "A country, or its hash.",
      "oneOf": [
        {
          "$ref": "#/$defs/Country"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldDay": {
      "description": "A day, or its hash.",
      "oneOf": [
        {
          "$ref": "#/$defs/Day"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldTariffNumber": {
      "description": "A tariff number of at least six digits without separators, or the hash of its first six.",
      "oneOf": [
        {
          "type": "string",
          "pattern": "^[0-9]{6,14}$"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldQuantity": {
      "description": "A quantity as it stands on the document, in any unit that converts into the document's, or its hash.",
      "oneOf": [
        {
          "$ref": "#/$defs/Quantity"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "HeldAmount": {
      "description": "An amount as it stands on the document, or its hash.",
      "oneOf": [
        {
          "$ref": "#/$defs/Amount"
        },
        {
          "$ref": "#/$defs/Hash"
        }
      ]
    },
    "Held": {
      "type": "object",
      "description": "What the asker states of a document: fields of that kind of document only, all hashed or none.",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "declarant": {
          "description": "WCO R123 Name of the declarant",
          "$ref": "#/$defs/HeldText"
        },
        "declarantId": {
          "description": "WCO R124 Identifier of the declarant",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "carrier": {
          "description": "WCO R011 Name of the carrier",
          "$ref": "#/$defs/HeldText"
        },
        "carrierId": {
          "description": "WCO R012 Identifier of the carrier",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "exporter": {
          "description": "WCO R031 Name of the exporter",
          "$ref": "#/$defs/HeldText"
        },
        "exporterId": {
          "description": "WCO R032 Identifier of the exporter",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "consignee": {
          "description": "WCO R014 Name of the consignee",
          "$ref": "#/$defs/HeldText"
        },
        "consigneeId": {
          "description": "WCO R015 Identifier of the consignee",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "importer": {
          "description": "WCO R037 Name of the importer",
          "$ref": "#/$defs/HeldText"
        },
        "importerId": {
          "description": "WCO R038 Identifier of the importer",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "holder": {
          "description": "Name of the holder of a permit or status; no WCO id",
          "$ref": "#/$defs/HeldText"
        },
        "holderId": {
          "description": "WCO class AuthorisationHolder: identifier of the holder of a permit or status",
          "$ref": "#/$defs/HeldIdentifier"
        },
        "issueDate": {
          "description": "WCO D011 Day of issue",
          "$ref": "#/$defs/HeldDay"
        },
        "invoice": {
          "description": "WCO D016 Number of one of its invoices",
          "$ref": "#/$defs/HeldText"
        },
        "contract": {
          "description": "Number of the contract that the goods are delivered under; no WCO id",
          "$ref": "#/$defs/HeldText"
        },
        "bill": {
          "description": "WCO D023 Number of one of its transport documents",
          "$ref": "#/$defs/HeldText"
        },
        "agreement": {
          "description": "Trade agreement that it is issued under, as ACFTA; no WCO id",
          "$ref": "#/$defs/HeldCode"
        },
        "plate": {
          "description": "WCO class BorderTransportMeans: number plate of the vehicle, or of a trailer",
          "$ref": "#/$defs/HeldText"
        },
        "container": {
          "description": "WCO 159 Number of one of its containers",
          "$ref": "#/$defs/HeldText"
        },
        "seal": {
          "description": "WCO 165 Number of one of its seals",
          "$ref": "#/$defs/HeldText"
        },
        "subject": {
          "description": "WCO D018 Number of the document whose goods were inspected",
          "$ref": "#/$defs/HeldText"
        },
        "office": {
          "description": "WCO G015 Office that inspected, its code or its name",
          "$ref": "#/$defs/HeldText"
        },
        "lines": {
          "type": "array",
          "description": "WCO class GovernmentAgencyGoodsItem: what is stated of its items, each item once",
          "items": {
            "description": "What is stated of one item",
            "$ref": "#/$defs/HeldLine"
          },
          "minItems": 1,
          "maxItems": 50
        }
      }
    },
    "HeldLine": {
      "type": "object",
      "description": "What the asker states of one item of a document.",
      "additionalProperties": false,
      "required": [
        "line"
      ],
      "minProperties": 2,
      "properties": {
        "line": {
          "description": "WCO 006 Number of the item",
          "$ref": "#/$defs/Line"
        },
        "hs": {
          "description": "WCO 145 Tariff number; as many digits as both sides have are compared, six at least",
          "$ref": "#/$defs/HeldTariffNumber"
        },
        "originCountry": {
          "description": "WCO 063 Country of origin",
          "$ref": "#/$defs/HeldCountry"
        },
        "criterion": {
          "description": "Origin criterion, with its percentage where it has one, as WO or RVC 55; no WCO id",
          "$ref": "#/$defs/HeldCode"
        },
        "quantity": {
          "description": "WCO 130 Quantity of the item",
          "$ref": "#/$defs/HeldQuantity"
        },
        "amount": {
          "description": "Value of the item; no WCO id",
          "$ref": "#/$defs/HeldAmount"
        }
      }
    },
    "Inquire": {
      "type": "object",
      "description": "Why the issuing authority is to be asked. The authority gets to see it, and what the question holds.",
      "additionalProperties": false,
      "required": [
        "reason"
      ],
      "properties": {
        "reason": {
          "type": "string",
          "description": "Of the hub's list origin-verification-reason; no WCO id",
          "enum": [
            "classification",
            "description",
            "form",
            "origin-criterion",
            "random",
            "route",
            "seal-or-signature",
            "value"
          ]
        },
        "text": {
          "type": "string",
          "description": "WCO 225 The reason in words; only a random choice needs none",
          "minLength": 1,
          "maxLength": 1000
        }
      }
    },
    "Wish": {
      "type": "object",
      "description": "What the asker wishes to use of one line: a quantity or an amount.",
      "additionalProperties": false,
      "required": [
        "line"
      ],
      "minProperties": 2,
      "maxProperties": 2,
      "properties": {
        "line": {
          "description": "WCO 006 Number of the item",
          "$ref": "#/$defs/Line"
        },
        "quantity": {
          "description": "WCO 130 Quantity to be used",
          "$ref": "#/$defs/Quantity"
        },
        "amount": {
          "description": "Amount to be used; no WCO id",
          "$ref": "#/$defs/Amount"
        }
      }
    }
  }
}

export const WRITE_OFF_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "write-off.schema.json",
  "title": "WriteOff",
  "description": "What was written off of a document by one step of a write-off: the payload of its signed statement. Fields may be added, never changed.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "v",
    "writeOff",
    "at",
    "by",
    "ledger",
    "state",
    "lines",
    "basis"
  ],
  "properties": {
    "v": {
      "type": "integer",
      "description": "Version of this form; no WCO id",
      "const": 1
    },
    "writeOff": {
      "type": "string",
      "description": "Id of the write-off (UUID); no WCO id",
      "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
    },
    "at": {
      "description": "When the step was made: the time of its record in the log; no WCO id",
      "$ref": "question.schema.json#/$defs/Instant"
    },
    "by": {
      "description": "The agency, by the id of its agreement's partner; no WCO id",
      "$ref": "answer.schema.json#/$defs/PartnerId"
    },
    "ledger": {
      "type": "object",
      "description": "The state of the ledger that it was decided by: everything that stands in the log before this step, nothing after it",
      "additionalProperties": false,
      "required": [
        "log",
        "size"
      ],
      "properties": {
        "log": {
          "type": "string",
          "description": "Origin of the log; no WCO id",
          "minLength": 1,
          "maxLength": 256
        },
        "size": {
          "description": "Records that stood there: the index of the step's own record; no WCO id",
          "$ref": "answer.schema.json#/$defs/Index"
        }
      }
    },
    "state": {
      "type": "string",
      "description": "What it is after the step; no WCO id",
      "enum": [
        "reserved",
        "used",
        "released",
        "declined"
      ]
    },
    "request": {
      "description": "The write-off as it was asked for; absent where a reservation has ended by itself whose statements had been erased",
      "$ref": "write-off-request.schema.json"
    },
    "reference": {
      "type": "string",
      "description": "The agency's own reference, where the request is absent; no WCO id",
      "minLength": 1,
      "maxLength": 128
    },
    "instruction": {
      "description": "The step as it was asked for, where it is not the first",
      "$ref": "write-off-step.schema.json"
    },
    "previous": {
      "description": "Record of the step before, where there was one; no WCO id",
      "$ref": "answer.schema.json#/$defs/Index"
    },
    "reservedUntil": {
      "description": "When the reservation ends, or ended, by itself; absent once the agency has used or released it, and for one that has no end; no WCO id",
      "$ref": "question.schema.json#/$defs/Instant"
    },
    "reason": {
      "type": "string",
      "description": "Why the gateway itself made the step: the reservation ended. Absent where the agency asked for it; no WCO id",
      "enum": [
        "RESERVATION_ENDED"
      ]
    },
    "lines": {
      "type": "array",
      "description": "What the step changed; none when it was declined; no WCO class",
      "items": {
        "description": "A change of one measure of one line",
        "$ref": "#/$defs/PostedLine"
      },
      "maxItems": 50
    },
    "basis": {
      "type": "array",
      "description": "Records of the log that it rests on; no WCO class",
      "items": {
        "description": "A message that the ledger took over",
        "$ref": "answer.schema.json#/$defs/Basis"
      },
      "minItems": 1,
      "maxItems": 9
    }
  },
  "examples": [
    {
      "v": 1,
      "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70",
      "at": "2026-11-22T08:40:00.500Z",
      "by": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "140"
      },
      "state": "reserved",
      "request": {
        "reference": "CLR-940220261000000123-1",
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000318",
        "purpose": "preferential-duty",
        "case": "940220261000000123",
        "date": "2026-11-22",
        "state": "reserved",
        "reservedUntil": "2026-12-01T18:00:00+08:00",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "consignee": "Kunming Shili Import and Export Co., Ltd."
        },
        "lines": [
          {
            "line": 1,
            "quantity": {
              "quantity": "12",
              "unitCode": "TNE"
            }
          }
        ],
        "for": {
          "kind": "goods-declaration",
          "issuer": "CN",
          "number": "940220261000000123",
          "line": 1
        }
      },
      "reservedUntil": "2026-12-01T10:00:00.000Z",
      "lines": [
        {
          "line": 1,
          "measure": "quantity",
          "unit": "KGM",
          "balanceId": "b3c1a0d2-1111-8222-9333-444455556666",
          "reserved": "12000",
          "used": "0",
          "posted": {
            "reserved": "12000",
            "used": "0"
          },
          "balance": {
            "total": "25150",
            "reserved": "12000",
            "used": "0",
            "available": "13150"
          }
        }
      ],
      "basis": [
        {
          "acceptance": "96",
          "fact": "97",
          "at": "2026-11-21T03:12:44.020Z",
          "source": "la-customs"
        }
      ]
    },
    {
      "v": 1,
      "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70",
      "at": "2026-11-23T02:10:00.000Z",
      "by": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "171"
      },
      "state": "used",
      "request": {
        "reference": "CLR-940220261000000123-1",
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000318",
        "purpose": "preferential-duty",
        "case": "940220261000000123",
        "date": "2026-11-22",
        "state": "reserved",
        "reservedUntil": "2026-12-01T18:00:00+08:00",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "consignee": "Kunming Shili Import and Export Co., Ltd."
        },
        "lines": [
          {
            "line": 1,
            "quantity": {
              "quantity": "12",
              "unitCode": "TNE"
            }
          }
        ],
        "for": {
          "kind": "goods-declaration",
          "issuer": "CN",
          "number": "940220261000000123",
          "line": 1
        }
      },
      "instruction": {
        "lines": [
          {
            "line": 1,
            "quantity": {
              "quantity": "11.8",
              "unitCode": "TNE"
            }
          }
        ],
        "case": "940220261000000123"
      },
      "previous": "140",
      "lines": [
        {
          "line": 1,
          "measure": "quantity",
          "unit": "KGM",
          "balanceId": "b3c1a0d2-1111-8222-9333-444455556666",
          "reserved": "0",
          "used": "11800",
          "posted": {
            "reserved": "-12000",
            "used": "11800"
          }
        }
      ],
      "basis": [
        {
          "acceptance": "96",
          "fact": "97",
          "at": "2026-11-21T03:12:44.020Z",
          "source": "la-customs"
        }
      ]
    },
    {
      "v": 1,
      "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70",
      "at": "2026-11-25T06:30:00.250Z",
      "by": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "203"
      },
      "state": "released",
      "request": {
        "reference": "CLR-940220261000000123-1",
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000318",
        "purpose": "preferential-duty",
        "case": "940220261000000123",
        "date": "2026-11-22",
        "state": "reserved",
        "reservedUntil": "2026-12-01T18:00:00+08:00",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "consignee": "Kunming Shili Import and Export Co., Ltd."
        },
        "lines": [
          {
            "line": 1,
            "quantity": {
              "quantity": "12",
              "unitCode": "TNE"
            }
          }
        ],
        "for": {
          "kind": "goods-declaration",
          "issuer": "CN",
          "number": "940220261000000123",
          "line": 1
        }
      },
      "instruction": {
        "reason": {
          "code": "not-imported",
          "text": "The declaration was withdrawn."
        }
      },
      "previous": "171",
      "lines": [
        {
          "line": 1,
          "measure": "quantity",
          "unit": "KGM",
          "balanceId": "b3c1a0d2-1111-8222-9333-444455556666",
          "reserved": "0",
          "used": "0",
          "posted": {
            "reserved": "0",
            "used": "-11800"
          }
        }
      ],
      "basis": [
        {
          "acceptance": "96",
          "fact": "97",
          "at": "2026-11-21T03:12:44.020Z",
          "source": "la-customs"
        }
      ]
    },
    {
      "v": 1,
      "writeOff": "0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70",
      "at": "2026-12-01T10:00:00.730Z",
      "by": "cn-clearance",
      "ledger": {
        "log": "localhost/v1/log",
        "size": "188"
      },
      "state": "released",
      "request": {
        "reference": "CLR-940220261000000123-1",
        "kind": "certificate-of-origin",
        "issuer": "LA",
        "form": "E",
        "number": "E26LA0110000318",
        "purpose": "preferential-duty",
        "case": "940220261000000123",
        "date": "2026-11-22",
        "state": "reserved",
        "reservedUntil": "2026-12-01T18:00:00+08:00",
        "held": {
          "exporter": "Tuayang Export Co., Ltd.",
          "consignee": "Kunming Shili Import and Export Co., Ltd."
        },
        "lines": [
          {
            "line": 1,
            "quantity": {
              "quantity": "12",
              "unitCode": "TNE"
            }
          }
        ],
        "for": {
          "kind": "goods-declaration",
          "issuer": "CN",
          "number": "940220261000000123",
          "line": 1
        }
      },
      "previous": "140",
      "reservedUntil": "2026-12-01T10:00:00.000Z",
      "reason": "RESERVATION_ENDED",
      "lines": [
        {
          "line": 1,
          "measure": "quantity",
          "unit": "KGM",
          "balanceId": "b3c1a0d2-1111-8222-9333-444455556666",
          "reserved": "0",
          "used": "0",
          "posted": {
            "reserved": "-12000",
            "used": "0"
          },
          "balance": {
            "total": "25150",
            "reserved": "0",
            "used": "0",
            "available": "25150"
          }
        }
      ],
      "basis": [
        {
          "acceptance": "96",
          "fact": "97",
          "at": "2026-11-21T03:12:44.020Z",
          "source": "la-customs"
        }
      ]
    }
  ],
  "$defs": {
    "SignedDecimal": {
      "type": "string",
      "description": "An exact decimal number that may be negative, no exponent.",
      "pattern": "^-?(0|[1-9][0-9]{0,35})(\\.[0-9]{1,27})?$"
    },
    "PostedLine": {
      "type": "object",
      "description": "What one step changed of one measure of one line, in the unit of the document.",
      "additionalProperties": false,
      "required": [
        "line",
        "measure",
        "unit",
        "balanceId",
        "reserved",
        "used",
        "posted"
      ],
      "properties": {
        "line": {
          "description": "WCO 006 Number of the item",
          "$ref": "question.schema.json#/$defs/Line"
        },
        "measure": {
          "type": "string",
          "description": "What is counted; no WCO id",
          "enum": [
            "quantity",
            "value"
          ]
        },
        "unit": {
          "type": "string",
          "description": "Unit (UN/ECE Rec 20) of a quantity, currency (ISO 4217) of a value; no WCO id",
          "pattern": "^[A-Z0-9]{2,3}$"
        },
        "balanceId": {
          "type": "string",
          "description": "Name of the balance in the public log (UUID); no WCO id",
          "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        },
        "reserved": {
          "description": "What this write-off has set aside of it now; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "used": {
          "description": "What this write-off has used up of it now; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "posted": {
          "type": "object",
          "description": "What the step added or gave back, as it stands in the log; no WCO class",
          "additionalProperties": false,
          "required": [
            "reserved",
            "used"
          ],
          "properties": {
            "reserved": {
              "description": "Change of what is set aside; no WCO id",
              "$ref": "#/$defs/SignedDecimal"
            },
            "used": {
              "description": "Change of what is used up; no WCO id",
              "$ref": "#/$defs/SignedDecimal"
            }
          }
        },
        "balance": {
          "description": "What all write-offs have left of it, where the agreement shows it; no WCO class",
          "$ref": "#/$defs/Left"
        }
      }
    },
    "Left": {
      "type": "object",
      "description": "How a balance stands after a step.",
      "additionalProperties": false,
      "required": [
        "total",
        "reserved",
        "used",
        "available"
      ],
      "properties": {
        "total": {
          "description": "What the document states; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "carried": {
          "description": "Already taken from the document that this one replaces; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "reserved": {
          "description": "Set aside and not used yet; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "used": {
          "description": "Used up; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        },
        "available": {
          "description": "Total less carried, reserved and used; no WCO id",
          "$ref": "answer.schema.json#/$defs/ExactDecimal"
        }
      }
    }
  }
}

export const WRITE_OFF_REQUEST_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "write-off-request.schema.json",
  "title": "WriteOffRequest",
  "description": "What an agency sets aside, uses up or declines of one document. The same reference is the same write-off, for ever.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "reference",
    "kind",
    "issuer",
    "number",
    "purpose",
    "state",
    "held",
    "lines"
  ],
  "properties": {
    "reference": {
      "type": "string",
      "description": "The agency's own name of this write-off, another one for each; no WCO id",
      "minLength": 1,
      "maxLength": 128,
      "pattern": "^[A-Za-z0-9][A-Za-z0-9._:/-]*$"
    },
    "kind": {
      "description": "Kind of the document, named like the hub document; no WCO id",
      "$ref": "question.schema.json#/$defs/Word"
    },
    "issuer": {
      "description": "Country of the body that issued the document; no WCO id",
      "$ref": "question.schema.json#/$defs/Country"
    },
    "form": {
      "type": "string",
      "description": "Form of a certificate, as E or D, for kinds whose numbers are unique within a form only; no WCO id",
      "minLength": 1,
      "maxLength": 20,
      "pattern": "^[A-Z0-9][A-Z0-9-]*$"
    },
    "number": {
      "type": "string",
      "description": "WCO D014 Number of the document; separators, case and look-alike letters do not matter",
      "minLength": 1,
      "maxLength": 64
    },
    "purpose": {
      "description": "What it is used for, one of the purposes that the agency's agreement names; no WCO id",
      "$ref": "question.schema.json#/$defs/Word"
    },
    "case": {
      "type": "string",
      "description": "The asker's own number of the matter; no WCO id",
      "minLength": 1,
      "maxLength": 64
    },
    "date": {
      "description": "Day on which the document has to be valid, as that of acceptance of the declaration; the day of the write-off where absent; no WCO id",
      "$ref": "question.schema.json#/$defs/Day"
    },
    "state": {
      "type": "string",
      "description": "Reserved: set aside until it is used or released. Used: used up at once. Declined: refused, nothing is taken; no WCO id",
      "enum": [
        "reserved",
        "used",
        "declined"
      ]
    },
    "reservedUntil": {
      "description": "When it is reserved: the moment at which what is neither used nor released goes back by itself, no later than the agreement allows; that latest moment where absent; no WCO id",
      "$ref": "#/$defs/Moment"
    },
    "held": {
      "description": "What the agency states of the document, read off the paper in hand; never hashes; no WCO class",
      "$ref": "question.schema.json#/$defs/Held"
    },
    "lines": {
      "type": "array",
      "description": "What is taken of which lines, each line once; without quantities and amounts when declined; no WCO class",
      "items": {
        "description": "A line",
        "$ref": "#/$defs/WriteOffLine"
      },
      "minItems": 1,
      "maxItems": 50
    },
    "reason": {
      "description": "Why it is declined, and only then; no WCO class",
      "$ref": "#/$defs/WriteOffReason"
    },
    "for": {
      "description": "WCO class PreviousDocument: the document that it is used for",
      "$ref": "#/$defs/UsedFor"
    }
  },
  "examples": [
    {
      "reference": "CLR-940220261000000123-1",
      "kind": "certificate-of-origin",
      "issuer": "LA",
      "form": "E",
      "number": "E26LA0110000318",
      "purpose": "preferential-duty",
      "case": "940220261000000123",
      "date": "2026-11-22",
      "state": "reserved",
      "reservedUntil": "2026-12-01T18:00:00+08:00",
      "held": {
        "exporter": "Tuayang Export Co., Ltd.",
        "consignee": "Kunming Shili Import and Export Co., Ltd."
      },
      "lines": [
        {
          "line": 1,
          "quantity": {
            "quantity": "12",
            "unitCode": "TNE"
          }
        }
      ],
      "for": {
        "kind": "goods-declaration",
        "issuer": "CN",
        "number": "940220261000000123",
        "line": 1
      }
    },
    {
      "reference": "FX-2026-0007",
      "kind": "certificate-of-origin",
      "issuer": "LA",
      "form": "E",
      "number": "E26LA0110000318",
      "purpose": "forex-payment",
      "state": "used",
      "held": {
        "exporter": "Tuayang Export Co., Ltd.",
        "invoice": "TE-2026-318"
      },
      "lines": [
        {
          "line": 2,
          "amount": {
            "amount": "1290",
            "currencyId": "USD"
          }
        }
      ]
    },
    {
      "reference": "CLR-940220261000000124-1",
      "kind": "certificate-of-origin",
      "issuer": "LA",
      "form": "E",
      "number": "E26LA0110000318",
      "purpose": "preferential-duty",
      "state": "declined",
      "held": {
        "exporter": "Tuayang Export Co., Ltd.",
        "consignee": "Kunming Shili Import and Export Co., Ltd."
      },
      "lines": [
        {
          "line": 1
        }
      ],
      "reason": {
        "code": "origin-not-met",
        "text": "The goods are not wholly obtained in Laos."
      }
    }
  ],
  "$defs": {
    "Moment": {
      "type": "string",
      "description": "A moment with its offset from UTC. ISO 8601.",
      "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
    },
    "WriteOffLine": {
      "type": "object",
      "description": "One line of the document, and how much of it: a quantity or an amount.",
      "additionalProperties": false,
      "required": [
        "line"
      ],
      "maxProperties": 2,
      "properties": {
        "line": {
          "description": "WCO 006 Item of the document",
          "$ref": "question.schema.json#/$defs/Line"
        },
        "quantity": {
          "description": "WCO 130 Quantity, in any unit that converts into the document's",
          "$ref": "question.schema.json#/$defs/Quantity"
        },
        "amount": {
          "description": "Amount, in the document's currency; no WCO id",
          "$ref": "question.schema.json#/$defs/Amount"
        }
      }
    },
    "WriteOffReason": {
      "type": "object",
      "description": "Why, as a code and in words.",
      "additionalProperties": false,
      "required": [
        "code"
      ],
      "properties": {
        "code": {
          "description": "Code of the asker's own list; no WCO id",
          "$ref": "question.schema.json#/$defs/Word"
        },
        "text": {
          "type": "string",
          "description": "The same in words; no WCO id",
          "minLength": 1,
          "maxLength": 512
        }
      }
    },
    "UsedFor": {
      "type": "object",
      "description": "A document of the agency's own, and its item.",
      "additionalProperties": false,
      "required": [
        "kind",
        "issuer",
        "number"
      ],
      "properties": {
        "kind": {
          "description": "Kind of that document; no WCO id",
          "$ref": "question.schema.json#/$defs/Word"
        },
        "issuer": {
          "description": "Country of the body that issued it; no WCO id",
          "$ref": "question.schema.json#/$defs/Country"
        },
        "number": {
          "type": "string",
          "description": "WCO D018 Number of that document",
          "minLength": 1,
          "maxLength": 70
        },
        "line": {
          "description": "WCO 166 Item of that document",
          "$ref": "question.schema.json#/$defs/Line"
        }
      }
    }
  }
}

export const WRITE_OFF_STEP_SCHEMA: JsonObject = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "write-off-step.schema.json",
  "title": "WriteOffStep",
  "description": "What becomes of a write-off: used, in whole or in part, or released.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "lines": {
      "type": "array",
      "description": "When it is used: how much of which lines; the rest goes back. All that was reserved where absent; no WCO class",
      "items": {
        "description": "A line",
        "$ref": "write-off-request.schema.json#/$defs/WriteOffLine"
      },
      "minItems": 1,
      "maxItems": 50
    },
    "case": {
      "type": "string",
      "description": "The asker's own number of the matter; no WCO id",
      "minLength": 1,
      "maxLength": 64
    },
    "reason": {
      "description": "When it is released: why; no WCO class",
      "$ref": "write-off-request.schema.json#/$defs/WriteOffReason"
    }
  },
  "examples": [
    {},
    {
      "lines": [
        {
          "line": 1,
          "quantity": {
            "quantity": "11.8",
            "unitCode": "TNE"
          }
        }
      ],
      "case": "940220261000000123"
    },
    {
      "reason": {
        "code": "not-imported",
        "text": "The declaration was withdrawn."
      }
    }
  ]
}
