namespace Millrace.Engine.Projections;

/// <summary>What a piece of a prepared text is taken from.</summary>
internal enum PieceKind
{
    /// <summary>The template itself.</summary>
    Json,

    /// <summary>The account: a number of <see cref="BlockTexts"/>.</summary>
    Account,

    /// <summary>The window of the entry.</summary>
    Window,

    /// <summary>The entry of a group: one of its values.</summary>
    Value,

    /// <summary>The same with its quotes, or null where it is empty.</summary>
    OptionalValue,

    /// <summary>The same with its name before it, or nothing where it is empty.</summary>
    OptionalField,
}
