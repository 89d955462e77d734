"""A small file in each layout of a UK bank, card or exchange, made in the shape of its evidence.

Each with what it must come to: amounts in pence, rows left aside, the last stated balance.
"""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """One made file and what is in it."""

    text: str
    amounts: list[int]
    aside: int = 0
    balance: int | None = None
    first: str = "2026-09-01"  # the day of the first entry
    account: str = ""
    kind: str = ""  # the standard type of the first entry


_REVOLUT = (
    "Date started (UTC),Date completed (UTC),Date started (Europe/London),ID,Type,State,"
    "Description,Reference,Payer,Card number,Card label,Card state,Orig currency,Orig amount,"
)
_AMEX = "Date,Description,Card Member,Account #,Amount"

SAMPLES: dict[str, Sample] = {
    "lloyds-card": Sample(
        "Date,Date entered,Reference,Description,Amount,\n"
        "31/08/2026,01/09/2026,40000189,A SHOP.CO.UK            ,39.95,\n"
        "02/09/2026,03/09/2026,40000190,PAYMENT RECEIVED ,-120,\n",
        [-3995, 12000],
    ),
    "lloyds-2026": Sample(
        "Date,Description,Type,Money In (£),Money Out (£),Balance (£)\n"
        "02 Sep 26,AN EMPLOYER,BGC,2000.00,,2064.07\n"
        "01 Sep 26,DVLA-AB12CDE,DD,,35.93,64.07\n",
        [200000, -3593],
        balance=6407,
        first="2026-09-02",
        kind="BACS_CREDIT",
    ),
    "metro": Sample(
        "Date,Details,Transaction Type,In,Out,Balance\n"
        "01/09/2026,17 AUG 26 BURGERS SOUTHEND GBR,Card Purchase,0.00,6.79,993.21\n"
        "02/09/2026,A TENANT,Inward Payment,1150.00,0.00,2143.21\n",
        [-679, 115000],
        balance=214321,
        kind="CARD",
    ),
    "co-operative": Sample(
        "Date,Description,Type,Money In,Money Out,Balance\n"
        "2026-09-03,AN EMPLOYER,CREDIT,1500.00,,1488.00\n"
        "2026-09-02,GAS AND POWER,DD,,10.00,-12.00\n"
        "2026-09-01,CASH,ATM,,2,-2.00\n",
        [150000, -1000, -200],
        balance=-200,
        first="2026-09-03",
        kind="BACS_CREDIT",
    ),
    "virgin-card": Sample(
        "Transaction Date,Posting Date,Billing Amount,Merchant,Merchant City,Merchant State,"
        "Merchant Postcode,Reference Number,Debit or Credit,SICMCC Code,Status,"
        "Transaction Currency,Additional Card Holder,Card Used\n"
        "2026-08-31,2026-09-01,8.90,A CAFE,LEEDS,,LS1 1AA,7412,DBIT,5812,BILLED,EUR,false,1234\n"
        "2026-09-02,2026-09-03,50.00,PAYMENT,,,,7413,CRDT,,BILLED,GBP,false,1234\n"
        "2026-09-04,,3.00,A BAR,LEEDS,,LS1 1AA,,DBIT,5812,PENDING,GBP,false,1234\n",
        [-890, 5000],
        aside=1,
    ),
    "danske": Sample(
        "Date,Text,Amount,Balance,Status,Reconciled\n"
        '09/01/2026,RENT,"-1,200.00",800.00,Executed,No\n'
        "09/14/2026,SALARY,2000.00,2800.00,Executed,No\n",
        [-120000, 200000],
        balance=280000,
    ),
    "in-and-out": Sample(
        "Posting Date,Narrative,Credit,Debit,Balance\n"
        "2026-09-01,A LTD,100.00,,250.00\n2026-09-02,RENT,,50.00,200.00\n",
        [10000, -5000],
        balance=20000,
    ),
    "wise": Sample(
        "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,"
        "Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Payee Account Number,"
        "Merchant,Card Last Four Digits,Card Holder Full Name,Attachment,Note,Total fees\n"
        "TRANSFER-2,02-09-2026,2500.00,GBP,Received money from A LTD,INV 7,"
        "2489.50,,,,A LTD,,,,,,,,0\n"
        "CARD-1,01-09-2026,-10.50,GBP,Card payment,,-10.50,,,,,,,A SHOP,1234,J SMITH,,,0.20\n",
        [250000, -1050],
        balance=-1050,
        first="2026-09-02",
    ),
    "mettle": Sample(
        "Date,Amount in GBP,Balance,Reference,Description,Transaction Type,Invoices,Receipts,"
        "Note,Category\n"
        "02/09/2026,35.00,79.79,PAYMENT : J Smith,J Smith,Bank transfer,,,,\n"
        "01/09/2026,-33.79,,DD/REF123 : Insurance Co,Insurance Co,Direct debit,,,,\n"
        "31/08/2026,10.00,78.58,A,A,Bank transfer,,,,\n",
        [3500, -3379, 1000],
        balance=7858,
        first="2026-09-02",
        kind="FASTER_PAYMENT",
    ),
    "nationwide-card": Sample(
        '"Account Name:","Credit Card ****1234"\n"Account Balance:","£12.00"\n\n'
        '"Date","Transactions","Location","Paid out","Paid in"\n'
        '"01 Sep 2026","A SHOP","SWINDON","£1,012.00",""\n'
        '"02 Sep 2026","PAYMENT","","","£1,000.00"\n',
        [-101200, 100000],
    ),
    "amex-card-member": Sample(
        f"{_AMEX},Extended Details,Appears On Your Statement As,Address,Town/City,Postcode,"
        "Country,Reference,Category\n"
        "14/09/2026,PAYMENT RECEIVED,MR J SMITH,-71001,-120.00,,,,,,,'AT1',\n"
        '01/09/2026,A SHOP,MR J SMITH,-71001,261.99,"two\nlines",A SHOP,1 PLACE,LONDON,'
        "EC2A 2BA,UK,'AT2',General\n",
        [12000, -26199],
        first="2026-09-14",
        account="American Express -71001",
    ),
    "john-lewis-2022": Sample(
        "Date,Description,Amount(GBP)\n01/09/2026,A SHOP,12.5\n13/09/2026,PAYMENT,-100\n",
        [-1250, 10000],
    ),
    "barclaycard-business": Sample(
        "Cardholder Name,Account Number,Transaction Date,Merchant Name,Amount,Currency,"
        "Original Amount,Original Currency,Conversion Rate,Posted Date,Transaction Time,"
        "Authorisation Code,Transaction ID,Merchant Category,Transaction Type,MCC Description,"
        "Merchant Town/City,Merchant County/State,Merchant Post code/Zipcode,MCC,Statement Cycle\n"
        "J SMITH,****9940,01/09/2026,A KITCHEN,10,GBP,10,GBP,1,03/09/2026,182500,28271,MC1,"
        'Restaurants and Bars,PURCHASE,"Eating Places, Restaurants",LONDON,SW1P,SW1P 2HY,5812,\n',
        [-1000],
        kind="CARD",
    ),
    "revolut-business": Sample(
        _REVOLUT + "Payment currency,Amount,Total amount,Exchange rate,Fee,Fee currency,Balance,"
        "Account,Beneficiary account number,Beneficiary sort code or routing number,"
        "Beneficiary name,Sender name\n"
        "2026-08-31,2026-09-01,2026-08-31,a1,TOPUP,COMPLETED,Money from A LTD,F-1,,,,,GBP,500,"
        "GBP,500.00,500.00,,0.00,GBP,957.56,Main,,,,A LTD\n"
        "2026-09-02,2026-09-02,2026-09-02,a2,TRANSFER,COMPLETED,To J Smith,,,,,,GBP,100,"
        "GBP,-100.00,-100.20,,0.20,GBP,857.36,Main,12345678,200000,J Smith,\n"
        "2026-09-03,,2026-09-03,a3,TOPUP,PENDING,Money from B,,,,,,GBP,5,GBP,5.00,5.00,,0,GBP,,"
        "Main,,,,\n",
        [50000, -10020],
        aside=1,
        balance=85736,
        account="Revolut Main",
        kind="FASTER_PAYMENT",
    ),
    "revolut-business-2023": Sample(
        "Date started (UTC),Date completed (UTC),ID,Type,Description,Reference,Amount,Fee,"
        "Currency,State,Balance\n"
        "2026-09-01 10:00:00,2026-09-01 10:00:05,b1,CARD_PAYMENT,Acme,Sub,-34.50,0.00,GBP,"
        "COMPLETED,100.00\n"
        "2026-09-02 10:00:00,2026-09-02 10:00:05,b2,TRANSFER,To J,,-10.00,0.20,GBP,"
        "COMPLETED,89.80\n",
        [-3450, -1000, -20],
        balance=8980,
        kind="CARD",
    ),
    "kraken": Sample(
        '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"\n'
        '"","Q1","2026-09-01 08:50:00","deposit","","currency","ZGBP",100.0000,0.0000,""\n'
        '"L1","Q1","2026-09-01 09:03:01","deposit","","currency","ZGBP",100.0000,0.0000,100.0000\n'
        '"L2","T1","2026-09-02 19:04:13","trade","","currency","XXMR",0.10000,0.00000,0.10000\n'
        '"L3","T1","2026-09-02 19:04:13","trade","","currency","ZGBP",-10.3000,0.0200,89.6800\n'
        '"L4","T2","2026-09-02 19:05:13","trade","","currency","ZGBP",-1.2345,0.0000,88.4455\n',
        [10000, -1030, -2],
        aside=3,
        kind="TRANSFER",
    ),
    "coinbase-pro": Sample(
        "portfolio,type,time,amount,balance,amount/balance unit,transfer id,trade id,order id\n"
        "default,deposit,2026-09-01T14:48:06.142Z,100.0000000000000000,100.0000000000000000,GBP,t1,,\n"
        "default,match,2026-09-02T21:09:11.089Z,-99.5000000000000000,0.5000000000000000,GBP,,1,o1\n"
        "default,match,2026-09-02T21:09:11.089Z,0.0099876500000000,0.0099876500000000,BTC,,1,o1\n"
        "default,fee,2026-09-02T21:09:11.089Z,-0.4975000000000000,0.0025000000000000,GBP,,1,o1\n",
        [10000, -9950],
        aside=2,
    ),
    "coinbase-2020-gbp": Sample(
        "Timestamp,Transaction Type,Asset,Quantity Transacted,GBP Spot Price at Transaction,"
        "GBP Subtotal,GBP Total (inclusive of fees),GBP Fees,Notes\n"
        "2026-09-01T10:11:12Z,Buy,BTC,0.002,31000.00,62.00,63.50,1.50,Bought\n"
        '2026-09-02T10:11:12Z,Receive,BTC,0.1,31000.00,"","","",Received\n',
        [-6350],
        aside=1,
    ),
    **{
        f"coinbase-2020-{code.lower()}": Sample(
            "Timestamp,Transaction Type,Asset,Quantity Transacted,"
            f"{code} Spot Price at Transaction,{code} Subtotal,"
            f"{code} Total (inclusive of fees),{code} Fees,Notes\n"
            "2026-09-01T10:11:12Z,Sell,BTC,0.002,31000.00,62.00,60.50,1.50,Sold\n",
            [6050],
        )
        for code in ("EUR", "USD")
    },
    "coinbase-transfers": Sample(
        "Timestamp,Type,BTC,Subtotal,Fees,Total,Currency,Price Per Coin,Payment Method,ID,Share\n"
        "2026-09-01 10:11:12 +0000,Buy,0.1,100.00,1.00,101.00,GBP,1000.00,Card,5a,\n",
        [-10100],
    ),
    "crypto-com": Sample(
        "Timestamp (UTC),Transaction Description,Currency,Amount,To Currency,To Amount,"
        "Native Currency,Native Amount,Native Amount (in USD),Transaction Kind\n"
        "2026-09-01 10:00:00,GBP Deposit,GBP,250.00,,,GBP,250.00,320.00,viban_deposit\n"
        "2026-09-02 10:00:00,GBP -> BTC,GBP,-100.0,BTC,0.002,GBP,100.0,128.0,viban_purchase\n"
        "2026-09-03 10:00:00,Card Cashback,CRO,0.19694596,,,GBP,0.11,0.14,referral_card_cashback\n",
        [25000, -10000],
        aside=1,
        kind="TRANSFER",
    ),
    "gemini-gbp": Sample(
        "Date,Time (UTC),Type,Symbol,Specification,Liquidity Indicator,Trading Fee Rate (bps),"
        "GBP Amount GBP,Fee (GBP) GBP,GBP Balance GBP,BTC Amount BTC,Fee (BTC) BTC,"
        "BTC Balance BTC,Trade ID,Order ID\n"
        "2026-09-01,19:41:00.164,Credit,GBP,Deposit,,,£500.00,,£500.00,,,,,\n"
        "2026-09-02,10:00:00.000,Buy,BTCGBP,Market,Taker,35,(£100.00),(£0.35),£399.65,0.002,0,0.002,9,8\n"
        "2026-09-03,10:00:00.000,Debit,BTC,Withdrawal,,,,,,-0.002,,0,,\n",
        [50000, -10000, -35],
        aside=1,
        balance=39965,
    ),
    "gemini-usd": Sample(
        "Date,Time (UTC),Type,Symbol,Specification,Liquidity Indicator,Trading Fee Rate (bps),"
        "USD Amount USD,Fee (USD) USD,USD Balance USD,BTC Amount BTC\n"
        '2026-09-01,14:10:10.846,Sell,BTCUSD,Limit,Taker,25.00 ,"$1,766.12 ",($1.92),'
        '"$1,764.20 ",(0.07 BTC)\n'
        "2026-09-02,14:10:46.965,Debit,USD,Withdrawal (ACH),,,($500.00),$0.00 ,"
        '"$1,264.20 ",\n',
        [176612, -192, -50000],
        balance=126420,
    ),
    "bitstamp": Sample(
        "ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,"
        "Rate currency,Fee,Fee currency,Order ID\n"
        "1,Main Account,Deposit,,2026-09-01T09:00:00Z,1000.00,GBP,,,,,,,\n"
        "2,Main Account,Market,Buy,2026-09-02T09:00:00Z,0.01,BTC,400.00,GBP,40000,GBP,1.20,GBP,77\n"
        "3,Main Account,Withdrawal,,2026-09-03T09:00:00Z,0.01,BTC,,,,,,,\n"
        "4,Main Account,Withdrawal,,2026-09-04T09:00:00Z,250.00,GBP,,,,,2.00,GBP,\n",
        [100000, -25000, -200],
        aside=2,
    ),
}

#: Exports of quantities alone: each row is counted and left aside with why.
QUANTITIES = {
    "binance-convert": "Date,Wallet,Pair,Type,Sell,Buy,Price,Inverse Price,Date Updated,Status\n"
    "2026-09-01 10:00:00,Spot,BTCGBP,Market,100 GBP,0.002 BTC,1,1,2026-09-01 10:00:01,Successful\n",
    "binance-transfers": "Date(UTC+0),Coin,Network,Amount,Fee,Address,TXID,Status\n"
    "2026-09-01 10:00:00,BTC,BTC,0.5,0.0005,bc1q,9f8e,Completed\n",
    "binance-cash": "Date(UTC),Coin,Amount,Status,Payment Method,Indicated Amount,Fee,Order ID\n"
    "2026-09-01 10:00:00,GBP,98.00,Successful,Card,100.00,2.00,5\n",
    "bitstamp-2016": "Type,Datetime,Account,Amount,Value,Rate,Fee,Sub Type\n"
    'Market,"Sep. 30, 2016, 02:32 AM",Main Account,0.01 BTC,9.55 USD,605.00 USD,0.03 USD,Sell\n',
    "ledger-live": "Operation Date,Status,Currency Ticker,Operation Type,Operation Amount,"
    "Operation Fees,Operation Hash,Account Name,Account xpub,Countervalue Ticker,"
    "Countervalue at Operation Date,Countervalue at CSV Export\n"
    "2026-09-01T10:00:00.000Z,Confirmed,BTC,IN,0.1,0.0001,9f8e,Bitcoin 1,xpub6,GBP,3000,4000\n",
    "exodus": "TXID,TXURL,DATE,TYPE,FROMPORTFOLIO,TOPORTFOLIO,COINAMOUNT,FEE,BALANCE,EXCHANGE,"
    "PERSONALNOTE\n9f8e,https://x,Tue Sep 01 2026,deposit,,exodus_0,0.1 BTC,,0.1 BTC,,\n",
    "exodus-2019": "DATE,TYPE,FROMPORTFOLIO,TOPORTFOLIO,OUTAMOUNT,OUTCURRENCY,FEEAMOUNT,"
    "FEECURRENCY,TOADDRESS,OUTTXID,OUTTXURL,INAMOUNT,INCURRENCY,INTXID,INTXURL,ORDERID,"
    "PERSONALNOTE\n2019-09-01T10:00:00.000Z,withdrawal,exodus_0,,-0.1,BTC,-0.0001,BTC,bc1q,9f,,,,,,,\n",
    "electrum": "transaction_hash,label,confirmations,value,fiat_value,fee,fiat_fee,timestamp\n"
    "9f8e,rent,10,-0.1,-3000,0.0001,3,2026-09-01 10:00\n",
    "etherscan": '"Txhash","Blockno","UnixTimestamp","DateTime","From","To","ContractAddress",'
    '"Value_IN(ETH)","Value_OUT(ETH)","CurrentValue @ $1/Eth","TxnFee(ETH)","TxnFee(USD)",'
    '"Historical $Price/Eth","Status","ErrCode"\n"0x1","1","1","2026-09-01 10:00:00","0xa",'
    '"0xb","","1","0","$1","0.1","1","1","",""\n',
}
