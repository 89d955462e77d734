"""Small files in further layouts, made in the shape in which public programs and tests have them.

Each with what it must come to, as in `layout_samples`.
"""

from __future__ import annotations

from tests.workbench.records.layout_samples import Sample

_WISE = (
    "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,"
    "Target fee amount,Target fee currency,Source name,Source amount (after fees),"
    "Source currency,Target name,Target amount (after fees),Target currency,Exchange rate,"
    "Reference,Batch,Created by,Category,Note\n"
)

WILD: dict[str, Sample] = {
    "wise-history": Sample(
        f"{_WISE}"
        "TRANSFER-1,COMPLETED,OUT,2026-09-01 14:20:05,2026-09-01 14:23:11,0.45,EUR,,,A Holder,"
        "120.00,EUR,A Landlord,120.00,EUR,1,Rent,,A Holder,Housing,\n"
        "TRANSFER-2,COMPLETED,IN,2026-09-02 09:00:00,2026-09-02 09:01:30,,,5.00,GBP,A LTD,"
        "2505.00,GBP,A Holder,2500.00,GBP,1,INV 7,,,,\n"
        "BALANCE-3,COMPLETED,NEUTRAL,2026-09-03 10:00:00,2026-09-03 10:00:02,1.20,EUR,,,A Holder,"
        "498.80,EUR,A Holder,430.00,GBP,0.862,,,A Holder,,\n"
        "TRANSFER-4,CANCELLED,OUT,2026-09-03 10:00:00,,1.20,EUR,,,A Holder,498.80,EUR,A Holder,"
        "430.00,GBP,0.862,,,A Holder,,\n"
        "CARD-5,REFUNDED,OUT,2026-09-04 10:00:00,2026-09-04 10:00:00,0.00,EUR,,,A Holder,0.00,EUR,"
        "A SHOP,0.00,EUR,1,,,A Holder,,\n",
        [-12000, -45, -49880, -120, 250000, 43000],  # euros, then pounds
        aside=2,
        account="Wise balance EUR",
    ),
    "aib": Sample(
        "Posted Account, Posted Transactions Date, Description1, Description2, Description3,"
        " Debit Amount, Credit Amount,Balance,Posted Currency,Transaction Type,"
        "Local Currency Amount,Local Currency\n"
        '"933406 - 48256053","01/09/2026","VDP-A SHOP","DUBLIN","","52.10",,"1000.00",GBP,'
        '"Debit"," 52.10",GBP\n'
        '"933406 - 48256053","25/09/2026","AN EMPLOYER","","",,"3,650.00","4650.00",GBP,'
        '"Credit","3,650.00",GBP\n',
        [-5210, 365000],
        balance=465000,
        account="93-34-06 48256053",
    ),
    "stripe": Sample(
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,"
        "Transfer,Transfer Date (UTC),Transfer Group\n"
        "txn_1,charge,ch_1,120.00,3.78,116.22,gbp,2026-09-01 14:03,2026-09-03 00:00,A course,,,\n"
        "txn_2,refund,re_1,-20.00,0.00,-20.00,gbp,2026-09-02 14:03,2026-09-04 00:00,Refund,,,\n"
        "txn_3,payout,po_1,-96.22,0.00,-96.22,gbp,2026-09-05 14:03,2026-09-05 00:00,PAYOUT,,,\n",
        [11622, -2000, -9622],
    ),
    "tide": Sample(
        "Date,Transaction ID,Transaction description,Reference,From,To,Paid in,Paid out,"
        "Category name,Transaction type,Status,Initiated by\n"
        "01/09/2026,T-1,A SHOP,REF 1,,A SHOP,0,12.34,Bank fees,Card,Settled,J SMITH\n"
        "02/09/2026,T-2,A CUSTOMER,INV 7,A CUSTOMER,,1200.00,0,Income,Faster payment,Settled,\n"
        "03/09/2026,T-3,A BAR,,,A BAR,0,5.00,Food,Card,Pending,J SMITH\n",
        [-1234, 120000],
        aside=1,
        kind="CARD",
    ),
    "luno": Sample(
        "Wallet ID,Row,Timestamp (UTC),Description,Currency,Balance delta,Available balance delta,"
        "Balance,Available balance,Cryptocurrency transaction ID,Cryptocurrency address,"
        "Value currency,Value amount,Reference\n"
        "906177,1,2026-09-01T16:46:00Z,Bank deposit,GBP,250.00000000,250.00000000,250.00000000,"
        "250.00000000,,,GBP,250.00,\n"
        "906177,2,2026-09-02T16:46:00Z,Bought 0.01 ETH,GBP,-200.50,-200.50,49.50,49.50,,,GBP,"
        "200.50,\n"
        "906178,1,2026-09-02T16:46:00Z,Bought 0.01 ETH,ETH,0.01,0.01,0.01,0.01,,,GBP,200.50,\n",
        [25000, -20050],
        aside=1,
        balance=4950,
        account="Luno 906177",
    ),
    "bitfinex": Sample(
        "#,DESCRIPTION,CURRENCY,AMOUNT,BALANCE,DATE,WALLET\n"
        "11,Deposit (BANK) on wallet exchange,GBP,500.00,500.00,13-09-26 10:00:00,exchange\n"
        "12,Exchange 0.01 BTC for GBP,BTC,-0.01,0,14-09-26 10:00:00,exchange\n",
        [50000],
        aside=1,
        first="2026-09-13",
        account="Bitfinex exchange GBP",
    ),
    "coinfloor": Sample(
        "Date & Time,Amount,Asset,Type\n"
        "2026-09-01 10:00:00,250.00,GBP,Deposit\n"
        "2026-09-02 10:00:00,100.00,GBP,Withdrawal\n"
        "2026-09-03 10:00:00,0.5000,XBT,Withdrawal\n",
        [25000, -10000],
        aside=1,
    ),
    "metro-2010": Sample(
        "Date,Description,Time,Money Out,Money In,Current Balance\n"
        "01/09/2026,A SHOP,10:15,6.79,,993.21\n"
        "02/09/2026,A TENANT,09:00,,1150.00,2143.21\n",
        [-679, 115000],
        balance=214321,
    ),
    "co-operative-business": Sample(
        "Date,Description,Bank        Reference,Customer Reference,   Credit,     Debit,"
        "    Additional Information,Running Balance     ,\n"
        "01/09/2026,Standing Order,A SUPPLIER,,,2500.00,,,\n"
        "02/09/2026,BACS,A CUSTOMER,INV 7,100.00,,,600.00,\n"
        "03/09/2026,Cheque,,000123,,50.00,,550.00,\n",
        [-250000, 10000, -5000],
        balance=55000,
    ),
    "amount-and-direction": Sample(
        "Date,Description,Amount,Debit/Credit,Status\n"
        "2026-09-01,A SHOP,12.00,Debit,Posted\n"
        "2026-09-02,PAYMENT,50.00,Credit,Posted\n"
        "2026-09-03,A BAR,3.00,Debit,Pending\n",
        [-1200, 5000],
        aside=1,
    ),
    "marcus": Sample(
        '"TransactionDate","Description","Value","AccountBalance","AccountName","AccountNumber"\n'
        '"20260905","Withdrawal to 20000002","-2736.16","1040.76"," Main Savings","10000001"\n'
        '"20260901","Transfer from 30000003","322.92","3776.92"," Main Savings","10000001"\n',
        [-273616, 32292],
        balance=377692,
        first="2026-09-05",
        account="Marcus 10000001",
    ),
    "midata": Sample(
        "Account Number:,12345678,,,\n,,,,\nDate,Type,Merchant/Description,Debit/Credit,Balance\n"
        "15/09/2026,DD,A SHOP,-£50.00,-£1073.78\n"
        '07/09/2026,CR,******************,"+£2,160.00","-£1,023.78"\n'
        "\nArranged overdraft limit,17/10/2026,+£1500.00\n",
        [-5000, 216000],
        aside=1,
        balance=-102378,
        first="2026-09-15",
        account="12345678",
        kind="DIRECT_DEBIT",
    ),
    "paypal-statement": Sample(
        '"Date","Time","Time Zone","Description","Currency","Gross","Fee","Net","Balance",'
        '"Transaction ID","From Email Address","Name","Bank Name","Bank account",'
        '"Postage and Packaging Amount","VAT","Invoice ID","Reference Txn ID"\n'
        '"15/09/2026","10:30:00","Europe/London","Express Checkout Payment","GBP","-14.99","0.00",'
        '"-14.99","100.00","TXN1","a@example.org","A SHOP","","","0.00","0.00","","AUTH1"\n'
        '"16/09/2026","10:30:01","Europe/London","Website Payment","GBP","20.00","-0.80","19.20",'
        '"119.20","TXN2","b@example.org","A BUYER","","","0.00","0.00","INV 7",""\n',
        [-1499, 1920],
        balance=11920,
        first="2026-09-15",
        kind="CARD",
    ),
    "virgin": Sample(
        "Account Number,40000004\nSort code,00-00-00\nAccount Balance,2413.25\n\n"
        "Date,Details,Money out,Money in,Balance\n"
        "10/09/2026,INTEREST EARNED                 ,,8.02,2413.25\n"
        "03/09/2026,Payment to - A PERSON         ,50.00,,2405.23\n",
        [802, -5000],
        balance=240523,
        first="2026-09-10",
        account="00-00-00 40000004",
    ),
}

_WHEN = "2026-09-01 10:00:00"

#: One row of quantities in each: recognised, counted, and left aside with its reason.
WILD_QUANTITIES = {
    "kraken-trades": (
        "txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers\n"
        f"T1,O1,XXBTZGBP,{_WHEN},buy,limit,30000.0,300.0,0.78,0.01,0.0,,L1\n"
    ),
    "coinbase-pro-fills": (
        "portfolio,trade id,product,side,created at,size,size unit,price,fee,total,"
        "price/fee/total unit\n"
        "default,1,BTC-GBP,BUY,2021-09-01T10:00:00.000Z,0.01,BTC,30000,1.5,-301.5,GBP\n"
    ),
    "blockchain-com": (
        "date,time,token,type,amount,value_then,value_now,exchange_rate_then,tx,note\n"
        '2021-09-01,10:00:00 GMT +00:00,BTC,sent,-0.01,"-£300.00","-£310.00","£30000",9f8e,\n'
    ),
    "blockfi": (
        f"Cryptocurrency,Amount,Transaction Type,Confirmed At\nBTC,0.01,Interest Payment,{_WHEN}\n"
    ),
    "blockfi-trades": (
        "Trade ID,Date,Buy Quantity,Buy Currency,Sold Quantity,Sold Currency,Rate Amount,"
        f"Rate Currency,Type\n1,{_WHEN},0.01,BTC,300,GUSD,30000,GUSD,Trade\n"
    ),
    "uphold": (
        "Date,Destination,Destination Amount,Destination Currency,Fee Amount,Fee Currency,Id,"
        "Origin,Origin Amount,Origin Currency,Status,Type\n"
        "Fri Apr 09 2021 23:58:41 GMT+0000,uphold,21.375,BAT,,,f0fc,uphold,21.375,BAT,completed,"
        "in\n"
    ),
    "nexo": (
        "Transaction,Type,Input Currency,Input Amount,Output Currency,Output Amount,"
        "USD Equivalent,Details,Outstanding Loan,Date / Time\n"
        f"NXT1,Interest,BTC,0.0001,BTC,0.0001,$3.00,approved / BTC Interest,$0.00,{_WHEN}\n"
    ),
    "celsius": (
        "Internal id,Date and time,Transaction type,Coin type,Coin amount,USD Value,"
        "Original Reward Coin,Reward Amount In Original Coin,Confirmed\n"
        'a1,"September 1, 2021 10:00 AM",Reward,BTC,0.0001,3.00,,,Yes\n'
    ),
    "coinfloor-trades": (
        "Date & Time,Base Asset,Counter Asset,Amount,Price,Total,Fee,Order Type\n"
        f"{_WHEN},XBT,GBP,0.01,30000,300,0.9,Buy\n"
    ),
    "bittylicious": (
        "reference,direction,status,coin,coinAmount,fiatCurrency,fiatCurrencyAmount,startedTime,"
        f"endedTime,transactionID,coinAddress\nR1,BUY,RECEIVED,BTC,0.01,GBP,300.00,{_WHEN},{_WHEN},"
        "9f8e,bc1q\n"
    ),
    "paxful": (
        "type,amount,currency,crypto_amount,crypto_currency,balance_usd,balance_crypto,sent_to,"
        "transaction_id,trade_hash,sent_to_user,received_from_user,time\n"
        f"trade,300,GBP,0.01,BTC,300,0.01,,,h1,,bob,{_WHEN}\n"
    ),
    "bitfinex-trades": (
        "#,PAIR,AMOUNT,PRICE,FEE,FEE PERC,FEE CURRENCY,DATE,ORDER ID\n"
        "1,BTC/GBP,0.01,30000,-0.00002,0.2%,BTC,01-09-26 10:00:00,5\n"
    ),
    "bitfinex-movements": (
        "#,DATE,CURRENCY,STATUS,AMOUNT,FEES,DESCRIPTION,TRANSACTION ID\n"
        "1,01-09-26 10:00:00,BTC,COMPLETED,0.01,0,bc1q,9f8e\n"
    ),
    "binance-deposits-2020": (
        "Date(UTC),Coin,Amount,TransactionFee,Address,TXID,SourceAddress,PaymentID,Status\n"
        f"{_WHEN},BTC,0.5,0,bc1q,9f8e,,,Completed\n"
    ),
    "binance-trades-2020": (
        "Date(UTC),Market,Type,Price,Amount,Total,Fee,Fee Coin\n"
        f"{_WHEN},ETHBTC,BUY,0.03,1,0.03,0.001,ETH\n"
    ),
    "bittrex-orders": (
        "Uuid,Exchange,TimeStamp,OrderType,Limit,Quantity,QuantityRemaining,Commission,Price,"
        "PricePerUnit,IsConditional,Condition,ConditionTarget,ImmediateOrCancel,Closed\n"
        "u1,BTC-ETH,9/1/2021 10:00:00 AM,LIMIT_BUY,0.03,1,0,0.0001,0.03,0.03,False,,0,False,"
        "9/1/2021 10:00:01 AM\n"
    ),
    "kucoin": (
        "Time,Coin,Network,Amount,Type,Wallet Address/Account,Remark\n"
        f"{_WHEN},BTC,BTC,0.01,Withdrawal,bc1q,Withdraw\n"
    ),
    "gate-io": (
        "no,time,action_desc,action_data,type,change_amount,amount,total\n"
        f"1,{_WHEN},Deposits,d1,BTC,0.01,0.01,0.01\n"
    ),
    "hitbtc-trades": (
        "Email,Date (UTC),Instrument,Trade ID,Order ID,Side,Quantity,Price,Volume,Fee,Rebate,Total"
        f"\na@example.org,{_WHEN},ETH/BTC,1,2,buy,1,0.03,0.03,0.0001,0,-0.0301\n"
    ),
    "poloniex-trades": (
        "Date,Market,Category,Type,Price,Amount,Total,Fee,Order Number,Base Total Less Fee,"
        f"Quote Total Less Fee\n{_WHEN},ETH/BTC,Exchange,Buy,0.03,1,0.03,0.25%,5,-0.03,0.9975\n"
    ),
    "poloniex": f"Date,Currency,Amount,Address,Status\n{_WHEN},BTC,0.01,bc1q,COMPLETE\n",
    "revolut-crypto": (
        "Symbol,Type,Quantity,Price,Value,Fees,Date\n"
        'BTC,Buy,0.01,"£30,000.00",£300.00,£1.50,"1 Sept 2026, 10:00:00"\n'
    ),
}
