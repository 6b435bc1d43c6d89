namespace Millrace.Engine.Journal;

/// <summary>The kinds of record in a journal entry; the numbers are stored. 2 to 5 are of version 1 and only read.</summary>
internal enum RecordKind : byte
{
    Account = 1,
    TargetText1 = 2,
    Batch1 = 3,
    Publication1 = 4,
    Cooling1 = 5,
    Entity = 6,
    Texts = 7,
    Attributes = 8,
    Batch = 9,
    Publication = 10,
    Cooling = 11,
    Forgetting = 12,
    Freezing = 13,
    Product = 14,
    Combination = 15,
    Shoppers = 16,
    Credits = 17,
    ForgottenShopper = 18,
    DroppedShoppers = 19,
    Spend = 20,
    BudgetPeriod = 21,
    BudgetTerms = 22,
    BudgetPortfolio = 23,
}
