namespace Millrace.Engine.Entities.Rendering;

/// <summary>A value of a message that is compared, told as changed and cut as one.</summary>
/// <param name="Path">Its keys from the root, parted by points.</param>
/// <param name="IsOfEntity">Whether another value is a change of the entity; else it names the message.</param>
internal sealed record DocumentSlot(string Path, DocumentNode Node, bool IsOfEntity);
