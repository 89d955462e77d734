"""A small file in each layout of an exchange, a wallet, a payment service or a foreign bank."""

from __future__ import annotations

COINBASE_OLD = (
    "Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,"
    "Spot Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
    "Fees and/or Spread,Notes\n"
    "2022-01-05T10:11:12Z,Buy,BTC,0.002,GBP,31000.00,62.00,63.50,1.50,Bought 0.002 BTC\n"
    "2022-01-06T10:11:12Z,Receive,BTC,0.1,GBP,31000.00,3100.00,3100.00,0.00,Received 0.1 BTC\n"
)

OTHER_SAMPLES = {
    "coinbase": (
        "Transactions\nUser,MR J SMITH,8a3f2b1c-0d4e-4f5a-9b6c-7d8e9f0a1b2c\n"
        "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
        "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
        "Fees and/or Spread,Notes\n"
        'a1,2024-01-05 10:11:12 UTC,Deposit,GBP,500,GBP,£1.00,£500.00000,£500.00000,£0.00000,""\n'
        "a2,2024-01-05 11:00:00 UTC,Buy,BTC,0.01,GBP,£34000.00,£340.00,£345.10,£5.10,Bought BTC\n"
        "a3,2024-01-06 11:00:00 UTC,Send,BTC,-0.01,GBP,£34000.00,-£340.00,-£340.00,£0.00,Sent\n"
        "a4,2024-01-07 11:00:00 UTC,Sell,BTC,-0.02,GBP,£34000.00,-£680.00,-£675.00,£5.00,Sold\n"
        "a5,2024-01-08 11:00:00 UTC,Buy,ETH,0.1,GBP,£1.00,£0.10,£0.12345,£0.00,Bought ETH\n"
    ),
    "binance": (
        "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark\n"
        "38000001,2021-03-01 12:00:00,Spot,Deposit,GBP,250.00000000,\n"
        "38000001,2021-03-01 12:05:00,Spot,Buy,GBP,-200.50,\n"
        "38000001,2021-03-01 12:05:00,Spot,Buy,BTC,0.00500000,\n"
        "38000001,2021-03-01 12:05:00,Spot,Fee,BNB,-0.00012345,\n"
    ),
    "binance-autoinvest": (
        "Auto-Invest Date(UTC),Holding Coin,Amount per period,Trading Fee,Units,From,Status\n"
        "5/1/2022 14:00,ETH,10.00 USDT,0.0025 USDT,0.01 ETH,Spot Wallet,Success\n"
    ),
    "binance-staking": (
        "Date(UTC),Coin,Token,Amount,Status\n2021-03-01 12:00:00,ETH,BETH,0.1,Success\n"
    ),
    "binance-trades": (
        "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n"
        "2021-03-01 12:05:00,BTCGBP,BUY,40100,0.0050000000BTC,200.50GBP,0.0000050000BTC\n"
    ),
    "binance-deposits": (
        "Date(UTC),Coin,Network,Amount,TransactionFee,Address,TXID,SourceAddress,PaymentID,Status\n"
        "2021-03-02 12:05:00,BTC,BTC,0.5,0,bc1qx,9f8e7d,,,Completed\n"
    ),
    "wallet-transfers": (
        "Unique ID,Timestamp,Asset,From Exchange,From Holder,To Exchange,To Holder,Spot Price,"
        "Crypto Sent,Crypto Received,Notes\n"
        "28fde442,2022-01-14 10:35:10 +0000,BTC,FTX,Bob,,,41952.11,0.2002,,Sent\n"
    ),
    "trezor": (
        "Timestamp;Date;Time;Type;Transaction ID;Fee;Fee unit;Address;Label;Amount;Amount unit;"
        "Fiat (USD);Other\n"
        "1641990000;12/01/2022;12:20:00 GMT;SENT;9f8e;0.00001;BTC;bc1qx;;0.1;BTC;4300;\n"
    ),
    "trezor-2018": (
        "Date & Time;Type;Transaction ID;Addresses;Fee;Total\n"
        "1/12/2018, 10:15:00 AM;OUT;9f8e;1BoatSL;0.0001;-0.5\n"
    ),
    "paypal": (
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",'
        '"From Email Address","To Email Address","Transaction ID","Item Title","Balance",'
        '"Subject","Note","Balance Impact"\n'
        '"14/09/2026","10:00:00","BST","Buyer One","Website Payment","Completed","GBP","100.00",'
        '"-3.20","96.80","a@example.org","b@example.org","1AB","Lamp","96.80","","","Credit"\n'
        '"15/09/2026","11:00:00","BST","Shop","Express Checkout Payment","Completed","GBP",'
        '"-1,000.00","0.00","-1,000.00","b@example.org","c@example.org","2AB","","-903.20","","",'
        '"Debit"\n'
        '"16/09/2026","11:00:00","BST","Shop","Order","Completed","GBP","-5.00","0.00","-5.00",'
        '"b@example.org","c@example.org","3AB","","-903.20","","","Memo"\n'
        '"17/09/2026","11:00:00","BST","Buyer","Website Payment","Pending","GBP","7.00","0.00",'
        '"7.00","b@example.org","c@example.org","4AB","","-903.20","","","Credit"\n'
    ),
    "n26": (
        "Datum,Empfänger,Kontonummer,Transaktionstyp,Verwendungszweck,Kategorie,Betrag (EUR),"
        "Betrag (Fremdwährung),Fremdwährung,Wechselkurs\n"
        "2017-10-01,SHOP,,MasterCard Zahlung,,Medien & Elektronik,-59.99,-59.99,EUR,1.0\n"
    ),
    "dbs": "27 Feb 2018,UMC-, 7.80, ,A SHOP SI NG 22FEB,,,\n",
    "german-columns": (
        "Buchungstag;Verwendungszweck;Betrag;CCY;IBAN;Ref\n"
        "2026-04-02;Miete April;-1.234,56;EUR;DE89370400440532013000;EU-001\n"
        "2026-04-09;Kaffee;-4,50;EUR;DE89370400440532013000;EU-003\n"
    ),
    "running-balance": (
        "Booking Date;Details;Credit;Debit;CCY;Running Balance;IBAN;Ref\n"
        "2026-03-20;Incoming;1250,50;;EUR;2250,50;DE4455667788;CSV-100\n"
        "2026-03-21;Bill;;200,25;EUR;2050,25;DE4455667788;CSV-101\n"
    ),
    "signed-amount": "Date,Description,Amount,Currency\n2026-04-02,Valid row,100.00,EUR\n",
}
