/** Two messages of failed integrations, and whether a person called them the same failure. */
export interface Pair {
	readonly one: string;
	readonly other: string;
	readonly isSame: boolean;
}

export const pairs: readonly Pair[] = [
	// Celigo integrator.io: same cause
	{
		one: 'Error code: INVALID_KEY_OR_REF Message: Invalid item reference key 48213 for subsidiary 3.',
		other: 'Error code: INVALID_KEY_OR_REF Message: Invalid item reference key 7 for subsidiary 112.',
		isSame: true,
	},
	{
		one: 'failed to save record of type salesorder because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Location (line 3)"}',
		other:
			'failed to save record of type salesorder because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Location (line 41)"}',
		isSame: true,
	},
	{
		one: 'DUP_ENTITY: A customer record with external ID "shopify_5521984377098" already exists (internal ID 90412).',
		other: 'DUP_ENTITY: A customer record with external ID "shopify_88" already exists (internal ID 3).',
		isSame: true,
	},
	{
		one: 'Mapping error: the item with SKU "TSH-RED-XL-001" could not be found in NetSuite for order #1009.',
		other:
			'Mapping error: the item with SKU "8801 / blå 42" could not be found in NetSuite for order #S-20240311-7.',
		isSame: true,
	},
	{
		one: '1 record was not imported because the saved search returned more than 1000 results (search id 4471).',
		other:
			'12 records were not imported because the saved search returned more than 1000 results (search id 9).',
		isSame: true,
	},
	{
		one: 'UNEXPECTED_ERROR: An unexpected error occurred. Error ID: lqk3v9z71abn2c8d0e4f',
		other: 'UNEXPECTED_ERROR: An unexpected error occurred. Error ID: m08xgq2',
		isSame: true,
	},
	{
		one: 'SSS_REQUEST_LIMIT_EXCEEDED: Request blocked by concurrency limit of 5 for integration record 1023. Retry after 1500 ms.',
		other:
			'SSS_REQUEST_LIMIT_EXCEEDED: Request blocked by concurrency limit of 15 for integration record 88. Retry after 30000 ms.',
		isSame: true,
	},
	{
		one: 'SSS_USAGE_LIMIT_EXCEEDED: Script execution usage limit exceeded. Units used: 10,012 of 10,000. Script: customscript_celigo_restlet, deployment 1',
		other:
			'SSS_USAGE_LIMIT_EXCEEDED: Script execution usage limit exceeded. Units used: 1003 of 1000. Script: customscript_celigo_restlet, deployment 4',
		isSame: true,
	},
	{
		one: 'Unable to find a matching record for lookup \'Find customer by email\': no results for email "anna.lindqvist@example.com".',
		other:
			'Unable to find a matching record for lookup \'Find customer by email\': no results for email "y.tanaka+orders@mail.example.org".',
		isSame: true,
	},
	{
		one: 'RCRD_DSNT_EXIST: That record does not exist. path: sales_order/5521/line/2',
		other: 'RCRD_DSNT_EXIST: That record does not exist. path: sales_order/99812377/line/140',
		isSame: true,
	},
	{
		one: 'The date "2024-02-30" is not a valid trandate in the format MM/DD/YYYY for invoice INV-00017.',
		other: 'The date "31. februar" is not a valid trandate in the format MM/DD/YYYY for invoice INV-204519.',
		isSame: true,
	},
	{
		one: 'INSUFFICIENT_BALANCE: The amount of the customer payment, 1,204.50, exceeds the remaining balance of 1,200.00 on invoice 3321.',
		other:
			'INSUFFICIENT_BALANCE: The amount of the customer payment, 12, exceeds the remaining balance of 0.00 on invoice 77120934.',
		isSame: true,
	},
	{
		one: 'DUPLICATE_VALUE: duplicate value found: External_Id__c duplicates value on record with id: 0015g00000XyZaBAAV',
		other:
			'DUPLICATE_VALUE: duplicate value found: External_Id__c duplicates value on record with id: 003Qz000004RtPqIAK',
		isSame: true,
	},
	{
		one: '[{"message":"unable to obtain exclusive access to this record or 1 records: 0018d00000aBcDe","errorCode":"UNABLE_TO_LOCK_ROW","fields":[]}]',
		other:
			'[{"message":"unable to obtain exclusive access to this record or 3 records: 0018d00000qWeRt,0018d00000ZzYyX,0018d00000LmNoP","errorCode":"UNABLE_TO_LOCK_ROW","fields":[]}]',
		isSame: true,
	},
	{
		one: 'STRING_TOO_LONG: Last Name: data value too large: Featherstonehaugh-Cholmondeley the Younger of Nowhere (max length=40)',
		other:
			'STRING_TOO_LONG: Last Name: data value too large: Παπαδοπούλου-Κωνσταντινίδη του Παραδείγματος Α (max length=40)',
		isSame: true,
	},
	{
		one: 'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded. 100017 of 100000 API calls used in the last 24 hours.',
		other:
			'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded. 15001 of 15000 API calls used in the last 24 hours.',
		isSame: true,
	},
	{
		one: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Industry: bad value for restricted picklist field: Aquaculture & Fishing',
		other: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Industry: bad value for restricted picklist field: 农业',
		isSame: true,
	},
	{
		one: 'Shopify returned 429 for GET https://northfield-demo.example.com/admin/api/2024-01/orders/5521984377098.json: Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.',
		other:
			'Shopify returned 429 for GET https://northfield-demo.example.com/admin/api/2024-01/orders/61.json: Exceeded 40 calls per second for api client. Reduce request rates to resume uninterrupted service.',
		isSame: true,
	},
	{
		one: '{"errors":{"line_items":["Unable to reserve inventory for variant 44012233441001"]},"request_id":"5b0c1f7e-93d1-4a5a-8a2d-0c9f1e77d2b4"}',
		other:
			'{"errors":{"line_items":["Unable to reserve inventory for variant 9"]},"request_id":"E1A77C02-1B11-4FD0-B6F1-22AD9C7700EE"}',
		isSame: true,
	},
	{
		one: 'Fulfillment for order #1045 could not be created: location 61120 does not stock inventory item 4398201 (tracking 1Z999AA10123456784).',
		other:
			'Fulfillment for order #99871 could not be created: location 3 does not stock inventory item 12 (tracking RR123456785SE).',
		isSame: true,
	},
	{
		one: 'The parameter image.src is invalid: could not download https://cdn.example.com/p/8812/front_view.png?v=1700000000',
		other:
			'The parameter image.src is invalid: could not download https://img.example.net/catalog/Bl%C3%A5%20tr%C3%B8je.jpeg',
		isSame: true,
	},
	{
		one: 'Amazon SP-API error QuotaExceeded: You exceeded your quota for the requested resource. x-amzn-RequestId: 7c9e6679-7425-40de-944b-e07fc1f90ae7',
		other:
			'Amazon SP-API error QuotaExceeded: You exceeded your quota for the requested resource. x-amzn-RequestId: 0b6f0a11-ffee-4c55-a001-9d8e7c6b5a40',
		isSame: true,
	},
	{
		one: 'Feed 50012018931 processed with errors: 3 of 120 messages failed. SKU "MUG-11OZ-BLK": The \'brand\' attribute is required.',
		other:
			'Feed 773 processed with errors: 1 of 1 message failed. SKU "KÖP-åäö-2": The \'brand\' attribute is required.',
		isSame: true,
	},
	{
		one: 'Order 113-4455667-8899001 cannot be acknowledged because it was cancelled by the buyer on 2024-03-11T08:15:30Z.',
		other:
			'Order 404-0000001-1234567 cannot be acknowledged because it was cancelled by the buyer on 2023-12-31T23:59:59+01:00.',
		isSame: true,
	},
	{
		one: 'ORA-00001: unique constraint (ERP.PK_ORDERS) violated on row 18',
		other: 'ORA-00001: unique constraint (ERP.PK_ORDERS) violated on row 120044',
		isSame: true,
	},
	{
		one: "ER_DUP_ENTRY: Duplicate entry '10023-EU' for key 'orders.uq_order_no'",
		other: "ER_DUP_ENTRY: Duplicate entry 'Ζ 77 / β' for key 'orders.uq_order_no'",
		isSame: true,
	},
	{
		one: 'duplicate key value violates unique constraint "customers_email_key". Detail: Key (email)=(kari.nordmann@example.com) already exists.',
		other:
			'duplicate key value violates unique constraint "customers_email_key". Detail: Key (email)=(x@example.net) already exists.',
		isSame: true,
	},
	{
		one: "RequestError: Violation of PRIMARY KEY constraint 'PK_Shipment'. Cannot insert duplicate key in object 'dbo.Shipment'. The duplicate key value is (880412).",
		other:
			"RequestError: Violation of PRIMARY KEY constraint 'PK_Shipment'. Cannot insert duplicate key in object 'dbo.Shipment'. The duplicate key value is (WH-2, 2024-05-01, 3).",
		isSame: true,
	},
	{
		one: 'Transaction (Process ID 67) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
		other:
			'Transaction (Process ID 1204) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
		isSame: true,
	},
	{
		one: 'FTP transfer failed: 550 /outbound/2024/03/orders_20240311_081530.csv: No such file or directory',
		other: 'FTP transfer failed: 550 /outbound/archive/Bestellungen Süd 7.csv: No such file or directory',
		isSame: true,
	},
	{
		one: 'connect ETIMEDOUT 203.0.113.17:22 while opening SFTP connection 64f1c0ffee00112233445566',
		other: 'connect ETIMEDOUT 198.51.100.4:22 while opening SFTP connection 5d0a9b8c7d6e5f4a3b2c1d0e',
		isSame: true,
	},
	{
		one: "SFTP error: Permission denied, open '/in/edi/850_000123.x12' (attempt 1 of 4)",
		other: "SFTP error: Permission denied, open '/in/edi/customer uploads/850_9.x12' (attempt 3 of 4)",
		isSame: true,
	},
	{
		one: 'Failed to parse CSV file inventory_20240311.csv: Invalid Record Length: columns length is 12, got 11 on line 482',
		other:
			'Failed to parse CSV file Lagerbestand März.csv: Invalid Record Length: columns length is 8, got 9 on line 2',
		isSame: true,
	},
	{
		one: 'CSV parse error: Quote Not Closed: the parsing is finished with an opening quote at line 9931 (byte offset 1048576)',
		other:
			'CSV parse error: Quote Not Closed: the parsing is finished with an opening quote at line 3 (byte offset 122)',
		isSame: true,
	},
	{
		one: 'Error in handlebars template for field body: Cannot read property \'qty\' of undefined at record 4 of 50 (traceKey "ORD-55-A")',
		other:
			'Error in handlebars template for field body: Cannot read property \'qty\' of undefined at record 1 of 1 (traceKey "注文 8812")',
		isSame: true,
	},
	{
		one: 'AFE 2.0 template error: helper "dateFormat" got an invalid date: "13/45/2024". Record: {"id":55,"date":"13/45/2024"}',
		other:
			'AFE 2.0 template error: helper "dateFormat" got an invalid date: "". Record: {"id":"a-9","date":""}',
		isSame: true,
	},
	{
		one: "preMap hook failed: TypeError: Cannot read properties of undefined (reading 'toUpperCase')\n    at preMap (/sandbox/65f0aa12bc/script.js:14:31)\n    at Runner.run (/app/lib/runner.js:220:11)",
		other:
			"preMap hook failed: TypeError: Cannot read properties of undefined (reading 'toUpperCase')\n    at preMap (/sandbox/5e99/script.js:88:7)\n    at Runner.run (/app/lib/runner.js:220:11)",
		isSame: true,
	},
	{
		one: 'Script execution exceeded the time limit of 300 seconds (script 5f3c2b1a0099887766554433, function postResponseMap, page 12)',
		other:
			'Script execution exceeded the time limit of 60 seconds (script 61ab, function postResponseMap, page 1)',
		isSame: true,
	},
	{
		one: '<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>Only one request may be made against a session at a time</faultstring><detail><hostName>partners-java10512.example.com</hostName></detail></soapenv:Fault>',
		other:
			'<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>Only one request may be made against a session at a time</faultstring><detail><hostName>partners-java3.example.com</hostName></detail></soapenv:Fault>',
		isSame: true,
	},
	{
		one: '<ns1:Error><ns1:Code>1042</ns1:Code><ns1:Text>Shipment not found</ns1:Text><ns1:Ref>SHP0009912</ns1:Ref></ns1:Error>',
		other:
			'<ns1:Error><ns1:Code>1042</ns1:Code><ns1:Text>Shipment not found</ns1:Text><ns1:Ref>SHP-2024/77 B</ns1:Ref></ns1:Error>',
		isSame: true,
	},
	{
		one: 'HTTP 422 Unprocessable Entity: {"error":{"field":"postal_code","value":"SW1A 1AA","reason":"not valid for country"}}',
		other:
			'HTTP 422 Unprocessable Entity: {"error":{"field":"postal_code","value":"00-950","reason":"not valid for country"}}',
		isSame: true,
	},
	{
		one: 'Could not resolve static lookup "Shipping methods": no mapping for value "UPS Ground (3-5 days)".',
		other: 'Could not resolve static lookup "Shipping methods": no mapping for value "宅急便".',
		isSame: true,
	},
	{
		one: 'The import stopped: 1 of 500 records has the same dedupe key "C-1001" in page 3.',
		other: 'The import stopped: 27 of 500 records have the same dedupe key "C 77 / ny" in page 10.',
		isSame: true,
	},
	{
		one: 'Bulk API job 7508d00000AbCdEAAV: 4 batches failed after 12 m 30 s: InvalidBatch : Records not found for this query',
		other:
			'Bulk API job 7505j00000ZzZzZAAN: 1 batch failed after 45 s: InvalidBatch : Records not found for this query',
		isSame: true,
	},
	{
		one: 'These items are inactive in NetSuite: 1201, 1202, 1388, 90115. Activate them and retry the record.',
		other: 'These items are inactive in NetSuite: 7. Activate them and retry the record.',
		isSame: true,
	},
	{
		one: 'Error while reading blob 0x9F3AC1D277: checksum mismatch, expected 5d41402abc4b2a76b9719d911017c592 but got 7D793037A0760186574B0282F2F435E7',
		other:
			'Error while reading blob 0x1b: checksum mismatch, expected e4da3b7fbbce2345d7772b0674a318d5 but got 1679091C5A880FAF6FB5E6087EB1B2DC',
		isSame: true,
	},
	{
		one: 'Attachment could not be decoded (content: JVBERi0xLjQKJeLjz9MKMyAwIG9iago8PC9UeXBlL1hPYmpl...): unsupported encoding',
		other:
			'Attachment could not be decoded (content: UEsDBBQABgAIAAAAIQBi7p1oXgEAAJAEAAATAAgCW0Nv...): unsupported encoding',
		isSame: true,
	},
	{
		one: 'Response exceeded the 5 MB page limit: page 17 has 5,412,331 bytes (export 63e1d2c3b4a5968778695a4b).',
		other:
			'Response exceeded the 5 MB page limit: page 2 has 88,001,245 bytes (export 600df00d600df00d600df00d).',
		isSame: true,
	},
	{
		one: 'The phone number +44 7700 900461 of contact "Søren Øst" is not in E.164 format.',
		other: 'The phone number (555) 010-0199 of contact "Maria del Carmen Ruiz" is not in E.164 format.',
		isSame: true,
	},
	{
		one: 'Currency conversion missing for EUR 1.204,50 on 2024-03-11: no exchange rate found (transaction 88120).',
		other: 'Currency conversion missing for EUR 3,00 on 2022-10-01: no exchange rate found (transaction 4).',
		isSame: true,
	},
	{
		one: 'SuiteScript error at https://td1234567.example.com/app/site/hosting/restlet.nl?script=812&deploy=1: SSS_MISSING_REQD_ARGUMENT: search.load: Missing a required argument: id',
		other:
			'SuiteScript error at https://td99.example.com/app/site/hosting/restlet.nl?script=3&deploy=12: SSS_MISSING_REQD_ARGUMENT: search.load: Missing a required argument: id',
		isSame: true,
	},
	{
		one: "Vendor bill 'VB 2024-118' cannot be approved: the period Mar 2024 is closed.",
		other: "Vendor bill 'FACTURE n° 9' cannot be approved: the period Dec 2022 is closed.",
		isSame: true,
	},
	{
		one: 'Error: 429 Too Many Requests. {"retryAfter":12,"limit":100,"trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}',
		other:
			'Error: 429 Too Many Requests. {"retryAfter":0.5,"limit":5000,"trace":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"}',
		isSame: true,
	},
	{
		one: 'Item fulfillment failed for order SO10442: quantity 12 exceeds the committed quantity 10 on line 1 (item: Garden hose 25 m).',
		other:
			'Item fulfillment failed for order SO7: quantity 1.5 exceeds the committed quantity 0 on line 23 (item: Vattenslang 50 m).',
		isSame: true,
	},
	{
		one: 'Response mapping found no value at data.items[3].id in {"data":{"items":[{"id":1},{"id":2},{"id":3}]}}',
		other: 'Response mapping found no value at data.items[0].id in {"data":{"items":[]}}',
		isSame: true,
	},
	// Celigo integrator.io: different cause
	{
		one: 'SSS_REQUEST_LIMIT_EXCEEDED: Could not save sales order 10442.',
		other: 'INVALID_KEY_OR_REF: Could not save sales order 10442.',
		isSame: false,
	},
	{
		one: 'Missing required field "email" on customer record 5512.',
		other: 'Missing required field "phone" on customer record 5512.',
		isSame: false,
	},
	{
		one: 'failed to save record of type customer because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Subsidiary"}',
		other:
			'failed to save record of type vendor because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Subsidiary"}',
		isSame: false,
	},
	{
		one: 'failed to save record of type invoice because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Department"}',
		other:
			'failed to save record of type invoice because of: {"code":"USER_ERROR","message":"Please enter value(s) for: Class"}',
		isSame: false,
	},
	{
		one: 'RCRD_HAS_BEEN_CHANGED: Record has been changed since it was read (id 771).',
		other: 'RCRD_DSNT_EXIST: That record does not exist (id 771).',
		isSame: false,
	},
	{
		one: "Permission violation: You need the 'Lists -> Customers' permission to access this page.",
		other: "Permission violation: You need the 'Transactions -> Sales Order' permission to access this page.",
		isSame: false,
	},
	{
		one: 'INSUFFICIENT_PERMISSION: the role is missing permission "Custom Record Entries" (level Full).',
		other: 'INSUFFICIENT_PERMISSION: the role is missing permission "Perform Search" (level Full).',
		isSame: false,
	},
	{
		one: 'The posting period for 03/11/2024 is closed.',
		other: 'The posting period for 03/11/2024 is locked.',
		isSame: false,
	},
	{
		one: 'Lookup \'Find item by SKU\' returned no result for "TSH-RED-XL".',
		other: 'Lookup \'Find item by SKU\' returned more than one result for "TSH-RED-XL".',
		isSame: false,
	},
	{
		one: 'FIELD_CUSTOM_VALIDATION_EXCEPTION: Close Date must be after the start date (0065g00000AbCdEAAV)',
		other: 'FIELD_CUSTOM_VALIDATION_EXCEPTION: Close Date must be before the start date (0065g00000QqWwEAAV)',
		isSame: false,
	},
	{
		one: 'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
		other: 'REQUIRED_FIELD_MISSING: Required fields are missing: [Company]',
		isSame: false,
	},
	{
		one: '[{"message":"No such column \'Region__c\' on sobject of type Account","errorCode":"INVALID_FIELD"}]',
		other:
			'[{"message":"No such column \'Segment__c\' on sobject of type Account","errorCode":"INVALID_FIELD"}]',
		isSame: false,
	},
	{
		one: 'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id 0015g00000XyZaBAAV',
		other:
			'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on object id 0015g00000XyZaBAAV',
		isSame: false,
	},
	{
		one: 'Salesforce upsert failed: MALFORMED_ID: Account ID: id value of incorrect type: 12345',
		other: 'Salesforce upsert failed: MALFORMED_ID: Contact ID: id value of incorrect type: 12345',
		isSame: false,
	},
	{
		one: 'Shopify responded 401 to POST https://northfield-demo.example.com/admin/api/2024-01/products.json',
		other:
			'Shopify responded 403 to POST https://northfield-demo.example.com/admin/api/2024-01/products.json',
		isSame: false,
	},
	{
		one: 'Shopify responded 404 to GET https://northfield-demo.example.com/admin/api/2024-01/orders/5521.json',
		other:
			'Shopify responded 404 to GET https://northfield-demo.example.com/admin/api/2024-01/customers/5521.json',
		isSame: false,
	},
	{
		one: '[API] This action requires merchant approval for read_orders scope.',
		other: '[API] This action requires merchant approval for write_products scope.',
		isSame: false,
	},
	{
		one: '{"errors":{"title":["can\'t be blank"]}}',
		other: '{"errors":{"handle":["can\'t be blank"]}}',
		isSame: false,
	},
	{
		one: '{"errors":{"sku":["has already been taken"]},"id":771}',
		other: '{"errors":{"sku":["is too long (maximum is 255 characters)"]},"id":772}',
		isSame: false,
	},
	{
		one: 'Amazon feed 50012018931: SKU "MUG-11OZ-BLK": The \'brand\' attribute is required but missing.',
		other:
			'Amazon feed 50012018932: SKU "MUG-11OZ-BLK": The \'item_weight\' attribute is required but missing.',
		isSame: false,
	},
	{
		one: 'Amazon SP-API: Access to requested resource is denied. Operation: getOrders',
		other: 'Amazon SP-API: Access to requested resource is denied. Operation: getOrderBuyerInfo',
		isSame: false,
	},
	{
		one: 'ORA-00001: error while inserting row 18 into ERP.ORDERS',
		other: 'ORA-01400: error while inserting row 18 into ERP.ORDERS',
		isSame: false,
	},
	{
		one: 'ORA-01400: cannot insert NULL into ("ERP"."ORDERS"."CUSTOMER_ID")',
		other: 'ORA-01400: cannot insert NULL into ("ERP"."ORDERS"."SHIP_DATE")',
		isSame: false,
	},
	{
		one: 'null value in column "quantity" of relation "order_lines" violates not-null constraint',
		other: 'null value in column "unit_price" of relation "order_lines" violates not-null constraint',
		isSame: false,
	},
	{
		one: 'update or delete on table "customers" violates foreign key constraint "orders_customer_fk" (id 12)',
		other:
			'update or delete on table "customers" violates foreign key constraint "tickets_customer_fk" (id 12)',
		isSame: false,
	},
	{
		one: "ER_BAD_FIELD_ERROR: Unknown column 'ship_to' in 'field list'",
		other: "ER_BAD_FIELD_ERROR: Unknown column 'bill_to' in 'field list'",
		isSame: false,
	},
	{
		one: 'SQL insert failed for batch 14: permission denied for table shipments',
		other: 'SQL update failed for batch 14: permission denied for table shipments',
		isSame: false,
	},
	{
		one: 'SFTP: Timed out while connecting to 203.0.113.17 after 20000 ms',
		other: 'SFTP: Timed out while reading from 203.0.113.17 after 20000 ms',
		isSame: false,
	},
	{
		one: 'FTP login failed: 530 Login incorrect (user feed01)',
		other: 'FTP login failed: 421 Too many connections (user feed01)',
		isSame: false,
	},
	{
		one: "SFTP error: No such file, open '/in/850_000123.x12'",
		other: "SFTP error: Failure, rename '/in/850_000123.x12'",
		isSame: false,
	},
	{
		one: 'Failed to parse CSV: column "Qty" is not a number in line 12',
		other: 'Failed to parse CSV: column "Price" is not a number in line 12',
		isSame: false,
	},
	{
		one: 'Failed to parse the file orders.csv: unexpected byte order mark at line 1',
		other: 'Failed to parse the file orders.csv: unexpected delimiter at line 1',
		isSame: false,
	},
	{
		one: 'Handlebars parse error in the relative URI template: missing helper: "jsonEncod"',
		other: 'Handlebars parse error in the request body template: missing helper: "jsonEncod"',
		isSame: false,
	},
	{
		one: 'preSavePage hook failed: ReferenceError: moment is not defined',
		other: 'postSubmit hook failed: ReferenceError: moment is not defined',
		isSame: false,
	},
	{
		one: "postMap hook failed: TypeError: Cannot read properties of undefined (reading 'lines')",
		other: "postMap hook failed: TypeError: Cannot read properties of undefined (reading 'address')",
		isSame: false,
	},
	{
		one: 'Script returned 49 records, expected 50.',
		other: 'Script returned 49 errors, expected 50.',
		isSame: false,
	},
	{
		one: '<faultcode>soapenv:Client</faultcode><faultstring>Invalid element in envelope 8812</faultstring>',
		other: '<faultcode>soapenv:Server</faultcode><faultstring>Invalid element in envelope 8812</faultstring>',
		isSame: false,
	},
	{
		one: '<platformFaults:code>INVALID_LOGIN_CREDENTIALS</platformFaults:code><platformFaults:message>Request 551 rejected</platformFaults:message>',
		other:
			'<platformFaults:code>EXCEEDED_CONCURRENT_REQUEST_LIMIT</platformFaults:code><platformFaults:message>Request 552 rejected</platformFaults:message>',
		isSame: false,
	},
	{
		one: 'HTTP 422: {"error":{"field":"postal_code","value":"SW1A 1AA","reason":"invalid"}}',
		other: 'HTTP 422: {"error":{"field":"country","value":"SW1A 1AA","reason":"invalid"}}',
		isSame: false,
	},
	{
		one: 'HTTP 429: the destination rejected page 4 (connection 64f1c0ffee)',
		other: 'HTTP 500: the destination rejected page 4 (connection 64f1c0ffee)',
		isSame: false,
	},
	{
		one: 'OAuth 2.0 refresh failed: invalid_grant (connection 64f1c0ffee00112233445566)',
		other: 'OAuth 2.0 refresh failed: invalid_client (connection 64f1c0ffee00112233445566)',
		isSame: false,
	},
	{
		one: 'Connection offline: the access token expired on 2024-03-11.',
		other: 'Connection offline: the access token was revoked on 2024-03-11.',
		isSame: false,
	},
	{
		one: 'Missing required argument "id" in step 3 of the export.',
		other: 'Missing required argument "type" in step 3 of the export.',
		isSame: false,
	},
	{
		one: 'Could not resolve static lookup "Shipping methods": no mapping for value "Ground".',
		other: 'Could not resolve static lookup "Payment terms": no mapping for value "Ground".',
		isSame: false,
	},
	{
		one: 'Item 4481 is not available in subsidiary 3 for this sales order.',
		other: 'Item 4481 is not available at location 3 for this sales order.',
		isSame: false,
	},
	// Port (Ocean integrations): same cause
	{
		one: "Failed to upsert entity 'payments-api' of blueprint 'service': 1 relation target not found: 'team-core'",
		other:
			"Failed to upsert entity 'søk og ordre' of blueprint 'service': 4 relation targets not found: 'team-a', 'team-b', 'Équipe données', '7'",
		isSame: true,
	},
	{
		one: "2024-03-11 08:15:30.123 | ERROR    | port_ocean.core:resync:214 - Resync 0193f0c2 failed for kind 'repository' at index 3: ReadTimeout",
		other:
			"2023-12-01 23:59:59.001 | ERROR    | port_ocean.core:resync:88 - Resync b7 failed for kind 'repository' at index 12: ReadTimeout",
		isSame: true,
	},
	{
		one: 'Request to https://api.example.com/v1/blueprints/service/entities/payments-7d9f failed with status code 409, trace id: 4bf92f3577b34da6a3ce929d0e0e4736',
		other:
			'Request to https://api.example.com/v1/blueprints/service/entities/42 failed with status code 409, trace id: 0AF7651916CD43DD8448EB211C80319C',
		isSame: true,
	},
	{
		one: 'Rate limit exceeded. Retry after 58 seconds. Remaining: 0/5000, resets at 1710145530',
		other: 'Rate limit exceeded. Retry after 1 second. Remaining: 0/60, resets at 1689999999',
		isSame: true,
	},
	{
		one: 'jq: error (at <stdin>:1): Cannot index string with "login" while mapping entity 118 of 200',
		other: 'jq: error (at <stdin>:44): Cannot index string with "login" while mapping entity 1 of 1',
		isSame: true,
	},
	{
		one: "1 entity failed the mapping for kind deployment, misconfigured fields: ['identifier']",
		other: "38 entities failed the mapping for kind deployment, misconfigured fields: ['identifier']",
		isSame: true,
	},
	{
		one: 'Pod "checkout-7d9f8b6c5d-x2x9z" in namespace "prod-eu" is in CrashLoopBackOff: restarted 12 times in 45m',
		other: 'Pod "search-indexer-0" in namespace "default" is in CrashLoopBackOff: restarted 3 times in 2h10m',
		isSame: true,
	},
	{
		one: 'failed to watch *v1.Pod: Get "https://10.96.0.1:443/api/v1/pods?resourceVersion=88123412&timeoutSeconds=412&watch=true": dial tcp 10.96.0.1:443: i/o timeout',
		other:
			'failed to watch *v1.Pod: Get "https://172.20.0.1:443/api/v1/pods?resourceVersion=9&timeoutSeconds=30&watch=true": dial tcp 172.20.0.1:443: i/o timeout',
		isSame: true,
	},
	{
		one: 'pods is forbidden: User "system:serviceaccount:port-exporter:port-k8s" cannot list resource "pods" in API group "" in the namespace "team-7"',
		other:
			'pods is forbidden: User "system:serviceaccount:ops:exporter-2" cannot list resource "pods" in API group "" in the namespace "kube-system"',
		isSame: true,
	},
	{
		one: 'An error occurred (ThrottlingException) when calling the ListResources operation (reached max retries: 4): Rate exceeded. RequestID: 2f1b9a66-aaaa-4c1c-9e3f-001122334455',
		other:
			'An error occurred (ThrottlingException) when calling the ListResources operation (reached max retries: 10): Rate exceeded. RequestID: 99999999-0000-4FFF-8ABC-DEFDEFDEFDEF',
		isSame: true,
	},
	{
		one: 'An error occurred (AccessDenied) when calling the AssumeRole operation: User arn:aws:sts::000011112222:assumed-role/exporter/i-0abc12de34 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::333344445555:role/port-read',
		other:
			'An error occurred (AccessDenied) when calling the AssumeRole operation: User arn:aws:sts::999988887777:assumed-role/exporter/i-0ff is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::121212121212:role/port-read',
		isSame: true,
	},
	{
		one: "403 Permission 'cloudasset.assets.listResource' denied on resource '//cloudresourcemanager.example.com/projects/demo-project-118842' (or it may not exist).",
		other:
			"403 Permission 'cloudasset.assets.listResource' denied on resource '//cloudresourcemanager.example.com/projects/sandbox' (or it may not exist).",
		isSame: true,
	},
	{
		one: "(SubscriptionNotFound) The subscription '7c9e6679-7425-40de-944b-e07fc1f90ae7' could not be found.",
		other:
			"(SubscriptionNotFound) The subscription '00000000-0000-0000-0000-00000000000A' could not be found.",
		isSame: true,
	},
	{
		one: "Resource '/subscriptions/1b2c3d4e-0000-4111-8222-333344445555/resourceGroups/rg-prod-7/providers/Microsoft.Web/sites/shop' was skipped after 3 attempts: GatewayTimeout",
		other:
			"Resource '/subscriptions/99aabbcc-1111-4222-8333-444455556666/resourceGroups/Test/providers/Microsoft.Web/sites/intranet-2' was skipped after 1 attempt: GatewayTimeout",
		isSame: true,
	},
	{
		one: 'GitHub API responded with 404 for /repos/example-org/svc-0412/pulls?page=3&per_page=100: {"message":"Not Found"}',
		other:
			'GitHub API responded with 404 for /repos/example-org/svc-7/pulls?page=1&per_page=30: {"message":"Not Found"}',
		isSame: true,
	},
	{
		one: 'Ignoring commit 9fceb02d0ae598e95dc970b74767f19372d61af8 by "Aino Virtanen <aino@example.com>": no CODEOWNERS entry matches',
		other: 'Ignoring commit 1A2B3C4 by "佐藤 健 <sato@example.org>": no CODEOWNERS entry matches',
		isSame: true,
	},
	{
		one: 'GitLab: 500 Internal Server Error on GET /api/v4/projects/4417/merge_requests?page=12 (request took 30.012 s)',
		other:
			'GitLab: 500 Internal Server Error on GET /api/v4/projects/9/merge_requests?page=1 (request took 612 ms)',
		isSame: true,
	},
	{
		one: 'Traceback (most recent call last):\n  File "/app/port_ocean/core/integrations/mixins/sync_raw.py", line 412, in _register_in_batches\n    raise e\nKeyError: \'items\'',
		other:
			'Traceback (most recent call last):\n  File "/opt/venv/lib/python3.12/site-packages/port_ocean/core/integrations/mixins/sync_raw.py", line 98, in _register_in_batches\n    raise e\nKeyError: \'items\'',
		isSame: true,
	},
	{
		one: "httpx.ConnectError: [Errno 111] Connection refused (url=https://10.4.0.17:8443/api/projects?page=2, task=<Task pending name='Task-118'>)",
		other:
			"httpx.ConnectError: [Errno 111] Connection refused (url=https://10.4.9.1:8443/api/projects?page=40, task=<Task pending name='Task-7'>)",
		isSame: true,
	},
	{
		one: 'Entity identifier "feature/PAY-118 retry" does not match the pattern ^[A-Za-z0-9@_.:\\/=-]+$ (blueprint: branch)',
		other:
			'Entity identifier "новая ветка" does not match the pattern ^[A-Za-z0-9@_.:\\/=-]+$ (blueprint: branch)',
		isSame: true,
	},
	{
		one: "Property 'cost' of entity 'vm-001' must be number, got string \"12,40 EUR\"",
		other: "Property 'cost' of entity 'vm 77 (old)' must be number, got string \"n/a\"",
		isSame: true,
	},
	{
		one: 'Delete reconciliation skipped: 1 entity would be deleted, threshold 0.9, deletion rate 0.95',
		other: 'Delete reconciliation skipped: 1,204 entities would be deleted, threshold 0.5, deletion rate 1.0',
		isSame: true,
	},
	{
		one: '{"ok":false,"error":"not_found","message":"Webhook was not found","details":{"identifier":"wh_81aa02","orgId":"org_AbCdEf0123456789"}}',
		other:
			'{"ok":false,"error":"not_found","message":"Webhook was not found","details":{"identifier":"my hook","orgId":"org_zz"}}',
		isSame: true,
	},
	{
		one: 'Worker gke-prod-pool-1-7f3a2b1c-q0x9 did not send a heartbeat for 301 seconds, last seen 2024-03-11T08:15:30.000Z',
		other:
			'Worker gke-prod-pool-4-0c9d8e7f-zz1k did not send a heartbeat for 45 seconds, last seen 2024-04-01T00:00:00Z',
		isSame: true,
	},
	{
		one: 'Kafka consumer lag is 120334 messages on topic org_8812.changelog partition 3, last committed offset 99128731',
		other: 'Kafka consumer lag is 1 message on topic org_3.changelog partition 0, last committed offset 12',
		isSame: true,
	},
	{
		one: 'Action run r_01HRZK7Q9WJX2A4M failed: workflow dispatch returned 422 for ref "release/2024.03"',
		other: 'Action run r_7 failed: workflow dispatch returned 422 for ref "main branch"',
		isSame: true,
	},
	{
		one: 'Search query returned 10001 entities, the limit is 10000. Query: {"combinator":"and","rules":[{"property":"team","operator":"=","value":"core"}]}',
		other:
			'Search query returned 52000 entities, the limit is 10000. Query: {"combinator":"and","rules":[{"property":"team","operator":"=","value":"Équipe B"}]}',
		isSame: true,
	},
	{
		one: 'Unprocessable entities: [{"identifier":"a1","error":"calculation failed"},{"identifier":"b2","error":"calculation failed"}]',
		other: 'Unprocessable entities: [{"identifier":"zeta 9","error":"calculation failed"}]',
		isSame: true,
	},
	{
		one: 'ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129) connecting to 192.0.2.8:8080',
		other:
			'ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:997) connecting to 192.0.2.250:8181',
		isSame: true,
	},
	{
		one: 'Live event 8f14e45f-ceea-467f-a0e6-4d2c1b0a9f88 was dropped after 5 retries in 32.5 seconds: entity is locked',
		other:
			'Live event C9F0F895-FB98-4B91-99F5-1FD0297E236D was dropped after 1 retry in 2 seconds: entity is locked',
		isSame: true,
	},
	{
		one: 'Jira issue PAY-1182 has an unknown assignee 5b10a2844c20165700ede21g (display name "Oluwaseun Adé")',
		other:
			'Jira issue OPS-9 has an unknown assignee 712020:0e0c2d6c-1b1b-4c3d-8e8e-aaaabbbbcccc (display name "Li Wei")',
		isSame: true,
	},
	{
		one: 'The container used 512.3Mi of the 512Mi memory limit and was OOMKilled (exporter-aws-6f7d9c-abcde, restart count 4)',
		other:
			'The container used 2.1Gi of the 2Gi memory limit and was OOMKilled (exporter-aws-5d4c3b-zyxwv, restart count 19)',
		isSame: true,
	},
	// Port (Ocean integrations): different cause
	{
		one: 'Blueprint "service" was not found (trace id 4bf92f3577b34da6)',
		other: 'Blueprint "deployment" was not found (trace id 4bf92f3577b34da6)',
		isSame: false,
	},
	{
		one: 'Relation "owner" of entity \'payments-api\' points to a missing entity',
		other: 'Relation "domain" of entity \'payments-api\' points to a missing entity',
		isSame: false,
	},
	{
		one: "Property \"tier\" of entity 'payments-api' has an invalid enum value 'gold'",
		other: "Property \"lifecycle\" of entity 'payments-api' has an invalid enum value 'gold'",
		isSame: false,
	},
	{
		one: "Failed to upsert entity 'payments-api' of blueprint 'service': 401 Unauthorized",
		other: "Failed to upsert entity 'payments-api' of blueprint 'service': 403 Forbidden",
		isSame: false,
	},
	{
		one: 'Failed to upsert 20 entities: 502 Bad Gateway',
		other: 'Failed to delete 20 entities: 502 Bad Gateway',
		isSame: false,
	},
	{
		one: 'GET https://api.example.com/v1/blueprints/service/entities failed with 503',
		other: 'GET https://api.example.com/v1/blueprints/service/actions failed with 503',
		isSame: false,
	},
	{
		one: 'GET https://api.example.com/v1/integration/aws-1 failed with 504',
		other: 'PATCH https://api.example.com/v1/integration/aws-1 failed with 504',
		isSame: false,
	},
	{
		one: "jq: error: Cannot iterate over null (null) in mapping of kind 'pull-request'",
		other: 'jq: error: Cannot iterate over string ("x") in mapping of kind \'pull-request\'',
		isSame: false,
	},
	{
		one: "jq compile error in selector query of kind 'repository': syntax error, unexpected INVALID_CHARACTER at char 14",
		other:
			"jq compile error in the identifier of kind 'repository': syntax error, unexpected INVALID_CHARACTER at char 14",
		isSame: false,
	},
	{
		one: "Resync of kind 'project' aborted after 300 seconds",
		other: "Resync of kind 'issue' aborted after 300 seconds",
		isSame: false,
	},
	{
		one: 'Back-off pulling image "registry.example.com/exporter:1.4.2" for pod exporter-0',
		other:
			'Back-off restarting failed container in image "registry.example.com/exporter:1.4.2" for pod exporter-0',
		isSame: false,
	},
	{
		one: 'cannot list resource "deployments" in API group "apps" at the cluster scope',
		other: 'cannot list resource "replicasets" in API group "apps" at the cluster scope',
		isSame: false,
	},
	{
		one: 'cannot list resource "configmaps" in the namespace "prod"',
		other: 'cannot watch resource "configmaps" in the namespace "prod"',
		isSame: false,
	},
	{
		one: 'User arn:aws:sts::000011112222:assumed-role/exporter is not authorized to perform: ecs:ListClusters',
		other:
			'User arn:aws:sts::000011112222:assumed-role/exporter is not authorized to perform: lambda:ListFunctions',
		isSame: false,
	},
	{
		one: 'An error occurred (ExpiredToken) when calling the ListBuckets operation for account 000011112222',
		other:
			'An error occurred (InvalidClientTokenId) when calling the ListBuckets operation for account 000011112222',
		isSame: false,
	},
	{
		one: 'An error occurred (AccessDeniedException) when calling the DescribeTable operation',
		other: 'An error occurred (AccessDeniedException) when calling the DescribeStream operation',
		isSame: false,
	},
	{
		one: "403 Permission 'pubsub.topics.list' denied for project demo-118842",
		other: "403 Permission 'container.clusters.list' denied for project demo-118842",
		isSame: false,
	},
	{
		one: "(AuthorizationFailed) The client '7c9e6679' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read'",
		other:
			"(AuthorizationFailed) The client '7c9e6679' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read'",
		isSame: false,
	},
	{
		one: 'GitHub: API rate limit exceeded for installation ID 4481220',
		other: 'GitHub: You have exceeded a secondary rate limit for installation ID 4481220',
		isSame: false,
	},
	{
		one: 'GitHub App is missing the permission "contents: read" in organization \'example-org\'',
		other: 'GitHub App is missing the permission "checks: read" in organization \'example-org\'',
		isSame: false,
	},
	{
		one: 'GitLab: 403 insufficient_scope on group 881, required scope "read_api"',
		other: 'GitLab: 403 insufficient_scope on group 881, required scope "read_repository"',
		isSame: false,
	},
	{
		one: "KeyError: 'clientId' in integration config 12",
		other: "KeyError: 'clientSecret' in integration config 12",
		isSame: false,
	},
	{
		one: 'httpx.ReadTimeout while fetching page 4',
		other: 'httpx.ConnectTimeout while fetching page 4',
		isSame: false,
	},
	{
		one: 'pydantic ValidationError: 1 validation error for PortAppConfig: resources -> 0 -> kind: field required',
		other:
			'pydantic ValidationError: 1 validation error for PortAppConfig: resources -> 0 -> selector: field required',
		isSame: false,
	},
	{
		one: 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
		other: 'json.decoder.JSONDecodeError: Extra data: line 1 column 1 (char 0)',
		isSame: false,
	},
	{
		one: 'Webhook signature header "X-Hub-Signature-256" is missing in delivery 118',
		other: 'Webhook signature header "X-Gitlab-Token" is missing in delivery 118',
		isSame: false,
	},
	{
		one: "Entity 'svc-1' was not updated: the calculation property failed",
		other: "Entity 'svc-1' was not updated: the mirror property failed",
		isSame: false,
	},
	{
		one: "Action 'restart_pod' run 81 was declined by the approver",
		other: "Action 'restart_pod' run 81 was not answered by the approver",
		isSame: false,
	},
	// Ductape: same cause
	{
		one: 'connect ECONNREFUSED 10.1.2.3:5432',
		other: 'connect ECONNREFUSED 10.244.17.90:5432',
		isSame: true,
	},
	{
		one: 'Action "send_receipt" failed after 3 retries (1204 ms): getaddrinfo ENOTFOUND mail-7.example.com',
		other: 'Action "send_receipt" failed after 1 retry (45 ms): getaddrinfo ENOTFOUND mail-12.example.com',
		isSame: true,
	},
	{
		one: "Workflow run wf_65f0aa12bc stopped at step 4: input 'amount' must be greater than 0, received -12.5",
		other: "Workflow run wf_1 stopped at step 19: input 'amount' must be greater than 0, received -1,000,000",
		isSame: true,
	},
	{
		one: 'Webhook delivery d-0193f0c2-7aaa to https://hooks.example.com/in/5512?sig=9f8e7d failed with status 410 (attempt 2/8)',
		other:
			'Webhook delivery d-7 to https://hooks.example.com/in/1?sig=AA01 failed with status 410 (attempt 8/8)',
		isSame: true,
	},
	{
		one: "AMQP channel 12 closed: 404 NOT_FOUND - no queue 'amq.gen-JzTY20BRgKO-HjmUJj0wLg' in vhost '/tenant-118'",
		other: "AMQP channel 3 closed: 404 NOT_FOUND - no queue 'amq.gen-Xa9' in vhost '/tenant-9'",
		isSame: true,
	},
	{
		one: 'KafkaJSNumberOfRetriesExceeded: Broker broker-3.example.com:9092 not connected (groupId=grp-8812, retryCount: 5, retryTime: 8192)',
		other:
			'KafkaJSNumberOfRetriesExceeded: Broker broker-11.example.com:9092 not connected (groupId=grp-3, retryCount: 10, retryTime: 30000)',
		isSame: true,
	},
	{
		one: "TypeError: Cannot destructure property 'userId' of 'event.body' as it is undefined.\n    at handler (/srv/app/releases/20240311081530/dist/handlers/user.js:41:11)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
		other:
			"TypeError: Cannot destructure property 'userId' of 'event.body' as it is undefined.\n    at handler (/srv/app/releases/20231201/dist/handlers/user.js:7:3)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
		isSame: true,
	},
	{
		one: 'MongoServerError: E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "chidi@example.com" }',
		other:
			'MongoServerError: E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "zoë.van.dijk@example.org" }',
		isSame: true,
	},
	{
		one: 'Job 8812 exceeded the visibility timeout of 30s and was received 4 times, moved to the dead letter queue (message 7c9e6679-7425-40de-944b-e07fc1f90ae7)',
		other:
			'Job 3 exceeded the visibility timeout of 12h and was received 10 times, moved to the dead letter queue (message 0b6f0a11-FFEE-4C55-a001-9d8e7c6b5a40)',
		isSame: true,
	},
	{
		one: 'RequestError: read ECONNRESET at 2024-03-11T08:15:30.221Z for user "Åsa Öberg" (session 4f9d2a)',
		other:
			'RequestError: read ECONNRESET at 2022-01-01T00:00:00.000Z for user "Nguyễn Văn A" (session DEADBEEF00)',
		isSame: true,
	},
	{
		one: 'Storage provider rejected the upload of "Årsrapport 2023 (final).pdf": object is 5.4 GB, the maximum is 5 GB',
		other: 'Storage provider rejected the upload of "backup.tar.gz": object is 120 GB, the maximum is 5 GB',
		isSame: true,
	},
	{
		one: 'Payment of $1,204.50 for order ORD-00017 was declined by the processor: insufficient funds (ref PX-88120-AB)',
		other:
			'Payment of $3 for order ORD-9981233 was declined by the processor: insufficient funds (ref PX-2-QQ)',
		isSame: true,
	},
	{
		one: 'Validation failed for 1 input: \'recipients[3].email\' must be a valid email, received "anna(at)example.com"',
		other: 'Validation failed for 1 input: \'recipients[0].email\' must be a valid email, received "山田"',
		isSame: true,
	},
	{
		one: 'ReplyError: MOVED 3999 10.0.4.17:6381',
		other: 'ReplyError: MOVED 12182 10.0.9.2:6379',
		isSame: true,
	},
	{
		one: 'Cron trigger trg_5512 missed 1 run between 08:00 and 08:05',
		other: 'Cron trigger trg_88 missed 14 runs between 00:00 and 23:55',
		isSame: true,
	},
	{
		one: 'Rollback of transaction tx-9f8e7d6c failed in compensating step 2 of 5 after 1.2s: resource is locked by run 8812',
		other:
			'Rollback of transaction tx-01 failed in compensating step 1 of 2 after 340ms: resource is locked by run 4',
		isSame: true,
	},
	{
		one: 'Unexpected token < in JSON at position 0, response body starts with "<!DOCTYPE html><html><head><title>502"',
		other:
			'Unexpected token < in JSON at position 0, response body starts with "<html lang=\'da\'><body>Siden findes ikke"',
		isSame: true,
	},
	{
		one: 'Session token for user 5512 in workspace "Nordlys Labs" expired 15 minutes ago (exp 1710145530)',
		other: 'Session token for user 1 in workspace "Тестовая среда" expired 1 minute ago (exp 1689999999)',
		isSame: true,
	},
	{
		one: "Vector search on index 'docs' failed: expected 1536 dimensions, got 768 (query id 0193f0c2)",
		other: "Vector search on index 'docs' failed: expected 3072 dimensions, got 1536 (query id b71e)",
		isSame: true,
	},
	{
		one: 'SMS to +12025550143 was not delivered: the number is on the opt-out list (sid SM0a1b2c3d)',
		other: 'SMS to +44 7700 900 118 was not delivered: the number is on the opt-out list (sid SMffee9900)',
		isSame: true,
	},
	{
		one: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory [8812:0x5f3c2b0] 120334 ms: Mark-sweep 2041.2 (2083.9) -> 2040.8 MB',
		other:
			'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory [1:0x7f00aa] 99 ms: Mark-sweep 510.0 (512.3) -> 509.9 MB',
		isSame: true,
	},
	{
		one: "Fallback provider was used 3 times for feature 'geocode' because the primary responded in 5021 ms (limit 5000 ms)",
		other:
			"Fallback provider was used 1 time for feature 'geocode' because the primary responded in 900 ms (limit 800 ms)",
		isSame: true,
	},
	// Ductape: different cause
	{ one: 'connect ECONNREFUSED 10.1.2.3:443', other: 'connect EHOSTUNREACH 10.1.2.3:443', isSame: false },
	{ one: 'write ECONNRESET during delivery 8812', other: 'write EPIPE during delivery 8812', isSame: false },
	{
		one: 'getaddrinfo ENOTFOUND mail-7.example.com',
		other: 'getaddrinfo EAI_AGAIN mail-7.example.com',
		isSame: false,
	},
	{
		one: 'Action "send_receipt" failed in app \'billing\': missing header "Authorization"',
		other: 'Action "send_receipt" failed in app \'billing\': missing header "Idempotency-Key"',
		isSame: false,
	},
	{
		one: "Workflow run wf_8812 stopped at step 4: input 'amount' must be greater than 0",
		other: "Workflow run wf_8812 stopped at step 4: input 'quantity' must be greater than 0",
		isSame: false,
	},
	{
		one: 'Webhook delivery d-7 failed with status 410',
		other: 'Webhook delivery d-7 failed with status 413',
		isSame: false,
	},
	{
		one: 'Webhook delivery d-7 failed: self-signed certificate',
		other: 'Webhook delivery d-7 failed: certificate has expired',
		isSame: false,
	},
	{
		one: "AMQP: PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'jobs'",
		other: "AMQP: PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'jobs'",
		isSame: false,
	},
	{
		one: 'Publishing message 5512 to the topic failed: message too large',
		other: 'Consuming message 5512 from the topic failed: message too large',
		isSame: false,
	},
	{
		one: 'KafkaJSProtocolError: This server does not host this topic-partition (topic 12)',
		other: 'KafkaJSProtocolError: Not authorized to access this topic (topic 12)',
		isSame: false,
	},
	{
		one: 'MongoServerError: E11000 duplicate key error collection: app.users index: email_1',
		other: 'MongoServerError: E11000 duplicate key error collection: app.users index: username_1',
		isSame: false,
	},
	{
		one: 'MongoServerSelectionError: connection timed out after 30000 ms',
		other: 'MongoNetworkError: connection timed out after 30000 ms',
		isSame: false,
	},
	{
		one: "ReplyError: WRONGTYPE Operation against a key holding the wrong kind of value (key 'cart:5512')",
		other: "ReplyError: NOAUTH Authentication required. (key 'cart:5512')",
		isSame: false,
	},
	{
		one: 'Payment of $12.00 was declined: expired card',
		other: 'Payment of $12.00 was declined: incorrect security code',
		isSame: false,
	},
	{
		one: 'Quota for workspace 8812 reached: 10000 actions per month',
		other: 'Quota for workspace 8812 reached: 10000 storage objects per month',
		isSame: false,
	},
	{
		one: 'Function exited with code 137 (OOMKilled) after 4 s',
		other: 'Function exited with code 1 (Error) after 4 s',
		isSame: false,
	},
	{
		one: "Step 'charge' of run 41 was skipped because its condition was false",
		other: "Step 'charge' of run 41 was skipped because its dependency failed",
		isSame: false,
	},
	{
		one: 'Environment variable "DB_HOST" is not set in environment \'prd\'',
		other: 'Environment variable "DB_PASSWORD" is not set in environment \'prd\'',
		isSame: false,
	},
	{
		one: 'Unexpected end of JSON input in the request body of call 77',
		other: 'Unexpected end of JSON input in the response body of call 77',
		isSame: false,
	},
	{
		one: 'Cannot rotate the secret of connection 12: provider is read-only',
		other: 'Cannot delete the secret of connection 12: provider is read-only',
		isSame: false,
	},
	// Polarity: same cause
	{
		one: 'VirusTotal lookup of 203.0.113.17 failed: 429 QuotaExceededError (quota resets in 3412 seconds)',
		other: 'VirusTotal lookup of 198.51.100.250 failed: 429 QuotaExceededError (quota resets in 1 second)',
		isSame: true,
	},
	{
		one: 'VirusTotal lookup failed for hash 44d88612fea8a8f36de82e1278abb02f: no matches found in 0.8 s',
		other:
			'VirusTotal lookup failed for hash 275A021BBFB6489E54D471899F7DB9D1663FC695EC2FE2A2C4538AABF651FD0F: no matches found in 12 s',
		isSame: true,
	},
	{
		one: 'Splunk search sid 1710145530.4417 on https://splunk-3.example.com:8089 was cancelled after 120s: search auto-canceled',
		other:
			'Splunk search sid rt_1689999999.9 on https://splunk-12.example.com:8089 was cancelled after 30s: search auto-canceled',
		isSame: true,
	},
	{
		one: 'ServiceNow: no record found in table incident for query number=INC0010023 (transaction 9f8e7d6c5b4a)',
		other: 'ServiceNow: no record found in table incident for query number=INC7 (transaction 01)',
		isSame: true,
	},
	{
		one: "Jira search failed: The value 'annalindqvist' does not exist for the field 'assignee'. (JQL: assignee = \"annalindqvist\" AND created > -30d)",
		other:
			"Jira search failed: The value 'ж. иванова' does not exist for the field 'assignee'. (JQL: assignee = \"ж. иванова\" AND created > -7d)",
		isSame: true,
	},
	{
		one: 'Integration timed out: 1 entity was not looked up within 15 seconds',
		other: 'Integration timed out: 64 entities were not looked up within 60 seconds',
		isSame: true,
	},
	{
		one: 'unable to verify the first certificate (host misp-02.example.org, serial 03:A1:FF:0C:77)',
		other: 'unable to verify the first certificate (host misp-9.example.org, serial 0e:00:1b)',
		isSame: true,
	},
	{
		one: "Hostname/IP does not match certificate's altnames: IP: 192.0.2.15 is not in the cert's list: 192.0.2.1, 192.0.2.2",
		other: "Hostname/IP does not match certificate's altnames: IP: 192.0.2.200 is not in the cert's list: ",
		isSame: true,
	},
	{
		one: 'Passive DNS lookup of "login-examp1e.example.net" returned 12,004 answers, truncated to 1000 (request f3b1)',
		other:
			'Passive DNS lookup of "xn--bcher-kva.example" returned 1001 answers, truncated to 1000 (request 00C9A7B2)',
		isSame: true,
	},
	{
		one: 'AbuseIPDB responded {"errors":[{"detail":"Daily rate limit of 1000 requests exceeded for this endpoint.","status":429}]} at 2024-03-11 08:15:30',
		other:
			'AbuseIPDB responded {"errors":[{"detail":"Daily rate limit of 50000 requests exceeded for this endpoint.","status":429}]} at 2024-12-24 17:00:01',
		isSame: true,
	},
	{
		one: 'Entity "hxxp://bad[.]example[.]com/a?id=5512" is not a valid url type, skipped by the integration',
		other:
			'Entity "C:\\Users\\Anna Lind\\Desktop\\a b.exe" is not a valid url type, skipped by the integration',
		isSame: true,
	},
	{
		one: 'Shodan: no information available for 203.0.113.88 (query cost 1 credit, 99 left)',
		other: 'Shodan: no information available for 2001:db8::8a2e:370:7334 (query cost 2 credits, 0 left)',
		isSame: true,
	},
	{
		one: 'Elasticsearch query failed: [circuit_breaking_exception] Data too large, data for [<http_request>] would be [1073741900/1gb], node es-data-4',
		other:
			'Elasticsearch query failed: [circuit_breaking_exception] Data too large, data for [<http_request>] would be [524288001/500mb], node es-data-17',
		isSame: true,
	},
	{
		one: 'Channel "Incidents – Øst" (id 88) rejected the annotation of user mlopez@example.com: text has 10421 characters, maximum 10000',
		other:
			'Channel "Треды" (id 4021) rejected the annotation of user bo@example.org: text has 10001 characters, maximum 10000',
		isSame: true,
	},
	{
		one: 'LDAP bind failed for CN=svc-polarity,OU=Service,DC=example,DC=com: data 52e, v3839 (attempt 2)',
		other:
			'LDAP bind failed for CN=Lookup User 7,OU=Special Accounts,DC=corp,DC=example: data 52e, v2580 (attempt 11)',
		isSame: true,
	},
	{
		one: 'Integration worker 3 (pid 8812) restarted 1 time in the last 5 minutes: heartbeat lost',
		other: 'Integration worker 12 (pid 40) restarted 6 times in the last hour: heartbeat lost',
		isSame: true,
	},
	{
		one: 'URLScan result 0193f0c2-7aaa-7bbb-8ccc-0d0e0f101112 is not ready yet, polled 10 times every 2000 ms',
		other: 'URLScan result B71E9000-1111-7222-8333-444455556666 is not ready yet, polled 1 time every 500 ms',
		isSame: true,
	},
	{
		one: 'Lookup of CVE-2021-44228 in the vulnerability feed failed: feed is 49 hours old (last update 2024-03-09T07:00:00Z)',
		other:
			'Lookup of CVE-2024-3 in the vulnerability feed failed: feed is 3 hours old (last update 2024-06-01T10:30:00Z)',
		isSame: true,
	},
	// Polarity: different cause
	{
		one: 'VirusTotal lookup failed: 429 QuotaExceededError',
		other: 'VirusTotal lookup failed: 401 WrongCredentialsError',
		isSame: false,
	},
	{
		one: 'VirusTotal file lookup of item 17 failed with 500',
		other: 'VirusTotal domain lookup of item 17 failed with 500',
		isSame: false,
	},
	{
		one: "Splunk search failed: Unknown search command 'tstat' (sid 1710145530.4417)",
		other: "Splunk search failed: Error in 'tstats' command: invalid argument (sid 1710145530.4417)",
		isSame: false,
	},
	{
		one: 'Splunk token has insufficient capability: search',
		other: 'Splunk token has insufficient capability: list_storage_passwords',
		isSame: false,
	},
	{
		one: 'ServiceNow: no record found in table incident for INC0010023',
		other: 'ServiceNow: no record found in table sys_user for INC0010023',
		isSame: false,
	},
	{
		one: 'ServiceNow: user is missing the role "itil" (sys_id 9f8e7d6c)',
		other: 'ServiceNow: user is missing the role "snc_read_only" (sys_id 9f8e7d6c)',
		isSame: false,
	},
	{
		one: "Jira search failed: The value 'x' does not exist for the field 'assignee'.",
		other: "Jira search failed: The value 'x' does not exist for the field 'reporter'.",
		isSame: false,
	},
	{
		one: 'Jira: adding the comment to SEC-118 failed with 403',
		other: 'Jira: adding the attachment to SEC-118 failed with 403',
		isSame: false,
	},
	{
		one: 'Integration option "apiKey" must not be empty',
		other: 'Integration option "url" must not be empty',
		isSame: false,
	},
	{
		one: 'certificate has expired (host misp-02.example.org)',
		other: 'certificate is not yet valid (host misp-02.example.org)',
		isSame: false,
	},
	{
		one: 'self-signed certificate in certificate chain (misp-02.example.org:443)',
		other: 'unable to get local issuer certificate (misp-02.example.org:443)',
		isSame: false,
	},
	{
		one: 'Proxy 192.0.2.8:3128 answered 407 Proxy Authentication Required',
		other: 'Proxy 192.0.2.8:3128 answered 502 Bad Gateway',
		isSame: false,
	},
	{
		one: 'socket hang up while looking up 12 entities',
		other: 'socket timeout while looking up 12 entities',
		isSame: false,
	},
	{
		one: 'LDAP bind failed for CN=svc,DC=example,DC=com: invalid credentials',
		other: 'LDAP bind failed for CN=svc,DC=example,DC=com: account locked',
		isSame: false,
	},
	{
		one: 'Elasticsearch: index_not_found_exception for logs-2024.03.11',
		other: 'Elasticsearch: cluster_block_exception for logs-2024.03.11',
		isSame: false,
	},
	{
		one: 'Elasticsearch: No mapping found for field [source.ip] in order to sort on',
		other: 'Elasticsearch: No mapping found for field [@timestamp] in order to sort on',
		isSame: false,
	},
	// Gestal: same cause
	{
		one: 'Transponder 982000123456789 is not assigned to any sow in barn 3',
		other: 'Transponder 840003120009912 is not assigned to any sow in barn 11',
		isSame: true,
	},
	{
		one: 'RFID tag "0x00E2801160600002" was read twice within 4 s by feeders 12 and 13',
		other: 'RFID tag "0xE28F" was read twice within 30 s by feeders 1 and 204',
		isSame: true,
	},
	{
		one: 'Sow "SO-1042" in pen 7 did not eat for 1 day (last meal 2024-03-10 06:12)',
		other: 'Sow "Rosa 2" in pen 14B did not eat for 3 days (last meal 2023-11-28 22:40)',
		isSame: true,
	},
	{
		one: 'Batch rejected: 1 animal has a negative ration (animals: 1042)',
		other: 'Batch rejected: 6 animals have a negative ration (animals: 17, 18, 21, 1042, 1043, 9001)',
		isSame: true,
	},
	{
		one: 'Mirror 4 (serial GM-00A1F2) stopped responding: last ping 08:15:30, signal -78 dBm',
		other: 'Mirror 21 (serial GM-77bc) stopped responding: last ping 23:01:02, signal -101 dBm',
		isSame: true,
	},
	{
		one: '{"row":12,"animal":"1042","error":"parity must be between 0 and 15","value":22}',
		other: '{"row":3,"animal":"Grise 9 bis","error":"parity must be between 0 and 15","value":-1}',
		isSame: true,
	},
	{
		one: 'Feeder 12-A dispensed 2.450 kg, expected 2.500 kg: motor current 3.2 A is above the limit',
		other: 'Feeder 3 dispensed 0 kg, expected 1.2 kg: motor current 11 A is above the limit',
		isSame: true,
	},
	{
		one: 'Feed curve "Gestation été 2024" has 1 overlapping period: day 30 to 45',
		other: 'Feed curve "Курс 2" has 3 overlapping periods: day 1 to 12, day 80 to 85, day 110 to 115',
		isSame: true,
	},
	{
		one: 'Animal 982 000 123 456 789 cannot be moved from pen 4 to pen 9: pen 9 holds 12 of 12 animals',
		other: 'Animal 1042 cannot be moved from pen 101 to pen 3: pen 3 holds 8 of 8 animals',
		isSame: true,
	},
	{
		one: 'Firmware update of node 00:1B:44:11:3A:B7 failed at 45 %: image CRC 0x9F3A does not match 0x1C22',
		other: 'Firmware update of node a0:b1:c2:d3:e4:f5 failed at 7 %: image CRC 0xffff does not match 0x0001',
		isSame: true,
	},
	{
		one: 'Farrowing date 2024-02-30 of sow 1042 is not a valid date (row 17 of 220)',
		other: 'Farrowing date 31/02/24 of sow LN-7 is not a valid date (row 2 of 2)',
		isSame: true,
	},
	{
		one: 'Import of file "Élevage Côte-Nord mars.xlsx" stopped: sheet 2, cell D14: weight "180 kilo" is not a number',
		other: 'Import of file "barn7.xlsx" stopped: sheet 1, cell AA3: weight "??" is not a number',
		isSame: true,
	},
	{
		one: 'Silo 2 is nearly empty: 85 kg left, 1.5 hours at the present consumption',
		other: 'Silo 14 is nearly empty: 1,200 kg left, 8 hours at the present consumption',
		isSame: true,
	},
	// Gestal: different cause
	{
		one: 'Transponder 982000123456789 is not assigned to any sow',
		other: 'Transponder 982000123456789 is assigned to another sow',
		isSame: false,
	},
	{
		one: 'Transponder 982000123456789 could not be read by feeder 12',
		other: 'Transponder 982000123456789 could not be written by feeder 12',
		isSame: false,
	},
	{
		one: 'Mirror 4 stopped responding in barn 3',
		other: 'Gateway 4 stopped responding in barn 3',
		isSame: false,
	},
	{ one: 'Feeder 12: auger motor is blocked', other: 'Feeder 12: water valve is blocked', isSame: false },
	{
		one: '{"row":12,"animal":"1042","error":"parity must be between 0 and 15"}',
		other: '{"row":12,"animal":"1042","error":"body condition must be between 0 and 15"}',
		isSame: false,
	},
	{
		one: 'Missing column "transponder" in the batch of 2024-03-11',
		other: 'Missing column "pen" in the batch of 2024-03-11',
		isSame: false,
	},
	{
		one: 'Row 17: attribute "breedingDate" must not be in the future',
		other: 'Row 17: attribute "birthDate" must not be in the future',
		isSame: false,
	},
	{
		one: 'Animal 1042 cannot be moved to pen 9: the pen is full',
		other: 'Animal 1042 cannot be moved to pen 9: the pen is disabled',
		isSame: false,
	},
	{
		one: 'Silo 2: the level sensor reports a value below the minimum',
		other: 'Silo 2: the level sensor reports a value above the maximum',
		isSame: false,
	},
	{
		one: 'Firmware update of node 17 failed: battery too low',
		other: 'Firmware update of node 17 failed: signal too low',
		isSame: false,
	},
	{
		one: 'Feed curve "Gestation" cannot be deleted: 12 sows use it',
		other: 'Feed curve "Gestation" cannot be edited: 12 sows use it',
		isSame: false,
	},
];
