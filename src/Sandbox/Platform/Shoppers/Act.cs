namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>What happens in the life of a shopper, each at a time of its own.</summary>
internal enum Act
{
    FirstTouch,
    SecondTouch,
    ThirdTouch,

    /// <summary>Looking around: pages, searches, carts.</summary>
    Browse,
    Buy,
    BuyAgain,

    /// <summary>What was touched in the second act becomes known late.</summary>
    TellTouch,

    /// <summary>What was browsed becomes known late, or is taken back.</summary>
    TellBrowse,

    /// <summary>What was bought becomes known late.</summary>
    TellPurchase,

    /// <summary>A click of the second act is found to be invalid.</summary>
    FindInvalid,
    Cancel,
    SendBack,

    /// <summary>The first touch is sent once more.</summary>
    RepeatTouch,

    /// <summary>A purchase is sent once more.</summary>
    RepeatPurchase,
}
