<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>Acting</name>
    <message>
        <source>Laugh</source>
        <translation>Смех</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>Спокойно</translation>
    </message>
    <message>
        <source>Raise a hand</source>
        <translation>Поднять руку</translation>
    </message>
    <message>
        <source>Sad</source>
        <translation>Грусть</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>Улыбка</translation>
    </message>
    <message>
        <source>Surprised</source>
        <translation>Удивление</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Раздумье</translation>
    </message>
    <message>
        <source>Wave</source>
        <translation>Помахать</translation>
    </message>
    <message>
        <source>Wink</source>
        <translation>Подмигнуть</translation>
    </message>
</context>
<context>
    <name>BackdropTile</name>
    <message>
        <source>Remove from the gallery</source>
        <translation>Убрать из галереи</translation>
    </message>
</context>
<context>
    <name>Backdrops</name>
    <message>
        <source>Add pictures; they can be dropped into the window, too</source>
        <translation>Добавить картинки; их можно и перетащить в окно</translation>
    </message>
    <message>
        <source>Add …</source>
        <translation>Добавить …</translation>
    </message>
</context>
<context>
    <name>Character</name>
    <message>
        <source>Accent</source>
        <translation>Украшения</translation>
    </message>
    <message>
        <source>Beard</source>
        <translation>Борода</translation>
    </message>
    <message>
        <source>Brows</source>
        <translation>Брови</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>Одежда</translation>
    </message>
    <message>
        <source>Earrings</source>
        <translation>Серьги</translation>
    </message>
    <message>
        <source>Extras</source>
        <translation>Дополнения</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>Глаза</translation>
    </message>
    <message>
        <source>Glasses</source>
        <translation>Очки</translation>
    </message>
    <message>
        <source>Hair</source>
        <translation>Волосы</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>Голова</translation>
    </message>
    <message>
        <source>Headwear</source>
        <translation>Головной убор</translation>
    </message>
    <message>
        <source>Lips</source>
        <translation>Губы</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>Рот</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Нет</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>Нос</translation>
    </message>
    <message>
        <source>Skin</source>
        <translation>Кожа</translation>
    </message>
</context>
<context>
    <name>CharacterTile</name>
    <message>
        <source>Go on editing {0}</source>
        <translation>Продолжить: {0}</translation>
    </message>
</context>
<context>
    <name>Characters</name>
    <message>
        <source>{0} is among your characters now</source>
        <translation>{0} теперь среди ваших персонажей</translation>
    </message>
    <message>
        <source>{0} was removed</source>
        <translation>Персонаж {0} удалён</translation>
    </message>
    <message>
        <source>{0} was written</source>
        <translation>Файл {0} записан</translation>
    </message>
</context>
<context>
    <name>ChoiceTile</name>
    <message>
        <source>Remove from the gallery</source>
        <translation>Убрать из галереи</translation>
    </message>
</context>
<context>
    <name>DeviceBar</name>
    <message>
        <source>CARD   Esc</source>
        <translation>ЗАСТАВКА   Esc</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Камера</translation>
    </message>
    <message>
        <source>First camera found</source>
        <translation>Первая найденная камера</translation>
    </message>
    <message>
        <source>GO ON AIR   Ctrl+Enter</source>
        <translation>В ЭФИР   Ctrl+Enter</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Микрофон</translation>
    </message>
    <message>
        <source>Mirror my preview</source>
        <translation>Отражать мой предпросмотр</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Выключен</translation>
    </message>
    <message>
        <source>Others see me mirrored</source>
        <translation>Другие видят меня зеркально</translation>
    </message>
    <message>
        <source>Puts a drawn card on air at once</source>
        <translation>Сразу показывает всем нарисованную заставку</translation>
    </message>
    <message>
        <source>Rarely needed: words behind you would be the wrong way round</source>
        <translation>Нужно редко: надписи за вами будут задом наперёд</translation>
    </message>
    <message>
        <source>Shows you to others again</source>
        <translation>Снова показывает вас собеседникам</translation>
    </message>
    <message>
        <source>Test pattern</source>
        <translation>Тестовая картинка</translation>
    </message>
    <message>
        <source>The avatar's mouth stays shut: choose a microphone</source>
        <translation>Рот аватара закрыт: выберите микрофон</translation>
    </message>
    <message>
        <source>The system's</source>
        <translation>Системный</translation>
    </message>
</context>
<context>
    <name>DoctorPage</name>
    <message>
        <source>All that a bug report needs, without pictures, names or paths of yours</source>
        <translation>Всё, что нужно для сообщения об ошибке, без ваших изображений, имён и путей</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Being mended …</source>
        <translation>Исправляется …</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Идёт проверка…</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Проверки</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Диагностика</translation>
    </message>
    <message>
        <source>Result: {0}</source>
        <translation>Итог: {0}</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Save a report …</source>
        <translation>Сохранить отчёт …</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Не получилось</translation>
    </message>
    <message>
        <source>The checks could not be run</source>
        <translation>Проверки не удалось выполнить</translation>
    </message>
    <message>
        <source>The report is being written …</source>
        <translation>Отчёт записывается …</translation>
    </message>
    <message>
        <source>The report is written: {0}. Read it before you send it</source>
        <translation>Отчёт записан: {0}. Прочтите его, прежде чем отправить</translation>
    </message>
    <message>
        <source>To know</source>
        <translation>К сведению</translation>
    </message>
    <message>
        <source>To mend</source>
        <translation>Нужно исправить</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Что делать</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Работает</translation>
    </message>
    <message>
        <source>all green</source>
        <translation>всё в порядке</translation>
    </message>
    <message>
        <source>to mend: {0}</source>
        <translation>нужно исправить: {0}</translation>
    </message>
    <message>
        <source>works, notes: {0}</source>
        <translation>работает, замечаний: {0}</translation>
    </message>
</context>
<context>
    <name>Drafts</name>
    <message>
        <source>{0} was thrown away</source>
        <translation>Черновик {0} выброшен</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>A name has no {0}, and {1} letters at most</source>
        <translation>В имени нет знаков {0}, и букв в нём не больше {1}</translation>
    </message>
    <message>
        <source>Another character by chance</source>
        <translation>Другой персонаж наугад</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Duplicate, import, export, remove</source>
        <translation>Копировать, взять из файла, записать в файл, удалить</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>В файл …</translation>
    </message>
    <message>
        <source>Import …</source>
        <translation>Из файла …</translation>
    </message>
    <message>
        <source>Is on air</source>
        <translation>В эфире</translation>
    </message>
    <message>
        <source>Keep the character among yours (Ctrl+S)</source>
        <translation>Сохранить среди ваших персонажей (Ctrl+S)</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Микрофон</translation>
    </message>
    <message>
        <source>My avatar</source>
        <translation>Мой аватар</translation>
    </message>
    <message>
        <source>Name of the character</source>
        <translation>Имя персонажа</translation>
    </message>
    <message>
        <source>Others see this character from now on</source>
        <translation>Теперь другие будут видеть этого персонажа</translation>
    </message>
    <message>
        <source>Parts of the character</source>
        <translation>Части персонажа</translation>
    </message>
    <message>
        <source>Put on air</source>
        <translation>В эфир</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Наугад</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>The character that you edit</source>
        <translation>Персонаж, которого вы меняете</translation>
    </message>
    <message>
        <source>This character was imported as a whole: it has no parts to change</source>
        <translation>Этот персонаж взят из файла целиком: частей, которые можно менять, у него нет</translation>
    </message>
    <message>
        <source>To the main page (Alt+Left); what is not saved is kept</source>
        <translation>На главную страницу (Alt+Left); несохранённое не пропадёт</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>{0} is saved</source>
        <translation>Персонаж {0} сохранён</translation>
    </message>
    <message>
        <source>{0} is saved in place of the one of that name</source>
        <translation>Персонаж {0} сохранён вместо прежнего с тем же именем</translation>
    </message>
    <message>
        <source>‹  Back</source>
        <translation>‹  Назад</translation>
    </message>
</context>
<context>
    <name>FileControl</name>
    <message>
        <source>Choose …</source>
        <translation>Выбрать…</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Add pictures or videos</source>
        <translation>Добавить изображения или видео</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Все файлы</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>Персонажи</translation>
    </message>
    <message>
        <source>Export a character</source>
        <translation>Записать персонажа в файл</translation>
    </message>
    <message>
        <source>Import a character</source>
        <translation>Взять персонажа из файла</translation>
    </message>
    <message>
        <source>Pictures and videos</source>
        <translation>Изображения и видео</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Отчёты</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>Сохранить отчёт</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Add pictures or videos; they can be dropped into the window, too</source>
        <translation>Добавить изображения или видео; их можно и перетащить в окно</translation>
    </message>
    <message>
        <source>Add …</source>
        <translation>Добавить…</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Город</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Цвет</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Библиотека</translation>
    </message>
    <message>
        <source>Loft</source>
        <translation>Лофт</translation>
    </message>
    <message>
        <source>Morning</source>
        <translation>Утро</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Без эффекта</translation>
    </message>
    <message>
        <source>Soft blur</source>
        <translation>Размытие</translation>
    </message>
    <message>
        <source>Strong blur</source>
        <translation>Размытие +</translation>
    </message>
    <message>
        <source>Studio</source>
        <translation>Студия</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Call apps find Standin as a camera. The system needs a driver for that, once.</source>
        <translation>Программы для звонков видят Standin как камеру. Для этого системе один раз нужен драйвер.</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Камера</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Проверка…</translation>
    </message>
    <message>
        <source>Choose Standin Camera in your call</source>
        <translation>Выберите Standin Camera в звонке</translation>
    </message>
    <message>
        <source>Choose a microphone to see how loud it is</source>
        <translation>Выберите микрофон, чтобы увидеть его уровень</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Each picture is you, now. It can be changed in the middle of a call.</source>
        <translation>На каждой картинке — вы, сейчас. Фон можно сменить и во время звонка.</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Микрофон</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Далее</translation>
    </message>
    <message>
        <source>STEP {0} OF {1}</source>
        <translation>ШАГ {0} ИЗ {1}</translation>
    </message>
    <message>
        <source>Skip all</source>
        <translation>Пропустить всё</translation>
    </message>
    <message>
        <source>Speak: the bar moves with your voice. Nothing is recorded or sent. It can stay off.</source>
        <translation>Говорите: полоска движется вместе с голосом. Ничего не записывается и не отправляется. Микрофон можно не включать.</translation>
    </message>
    <message>
        <source>Start Standin first, then the call. What others see is what Standin's window shows.</source>
        <translation>Сначала запустите Standin, потом звонок. Собеседники видят то же, что показывает окно Standin.</translation>
    </message>
    <message>
        <source>The arrow beside the video button, or Settings › Video › Camera</source>
        <translation>Стрелка рядом с кнопкой видео или Настройки › Видео › Камера</translation>
    </message>
    <message>
        <source>The gear in the call › Camera</source>
        <translation>Шестерёнка в звонке › Камера</translation>
    </message>
    <message>
        <source>The virtual camera</source>
        <translation>Виртуальная камера</translation>
    </message>
    <message>
        <source>This is what others will see. Your room stays on this computer.</source>
        <translation>Это увидят другие. Ваша комната не покидает этот компьютер.</translation>
    </message>
    <message>
        <source>Three dots › Settings › Video › Camera</source>
        <translation>Три точки › Настройки › Видео › Камера</translation>
    </message>
    <message>
        <source>Where {0} has its choice of cameras</source>
        <translation>Где в {0} выбирают камеру</translation>
    </message>
    <message>
        <source>Your camera</source>
        <translation>Ваша камера</translation>
    </message>
    <message>
        <source>Your look</source>
        <translation>Ваш вид</translation>
    </message>
    <message>
        <source>Your microphone</source>
        <translation>Ваш микрофон</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Appearance</source>
        <translation>Оформление</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмное</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Диагностика</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Первые шаги</translation>
    </message>
    <message>
        <source>First steps, and how to choose the camera in a call (F11)</source>
        <translation>Первые шаги и выбор камеры в звонке (F11)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлое</translation>
    </message>
    <message>
        <source>Quit and end the camera</source>
        <translation>Выйти и выключить камеру</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>Запускать вместе с компьютером</translation>
    </message>
    <message>
        <source>Stay on air when the window is closed</source>
        <translation>Оставаться в эфире, когда окно закрыто</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Level of the microphone</source>
        <translation>Уровень микрофона</translation>
    </message>
    <message>
        <source>{0} dB</source>
        <translation>{0} дБ</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Avatar · {0}</source>
        <translation>Аватар · {0}</translation>
    </message>
    <message>
        <source>CARD</source>
        <translation>ЗАСТАВКА</translation>
    </message>
    <message>
        <source>CARD   Esc</source>
        <translation>ЗАСТАВКА   Esc</translation>
    </message>
    <message>
        <source>CPU {0:.0f} %</source>
        <translation>ЦП {0:.0f} %</translation>
    </message>
    <message>
        <source>Checks what is needed, and says what to do</source>
        <translation>Проверяет всё необходимое и подсказывает, что делать</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Закрыть окно</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Диагностика</translation>
    </message>
    <message>
        <source>Doctor: {0}</source>
        <translation>Диагностика: {0}</translation>
    </message>
    <message>
        <source>End the camera too</source>
        <translation>Выключить и камеру</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Исправить</translation>
    </message>
    <message>
        <source>GO ON AIR   Ctrl+Enter</source>
        <translation>В ЭФИР   Ctrl+Enter</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>MASK · on air: {0}</source>
        <translation>МАСКА · в эфире: {0}</translation>
    </message>
    <message>
        <source>NO ANSWER: others see the last picture</source>
        <translation>НЕТ ОТВЕТА: собеседники видят последний кадр</translation>
    </message>
    <message>
        <source>ON AIR: {0}</source>
        <translation>В ЭФИРЕ: {0}</translation>
    </message>
    <message>
        <source>ONLY HERE: {0}</source>
        <translation>ТОЛЬКО ЗДЕСЬ: {0}</translation>
    </message>
    <message>
        <source>Only files of this computer can be added. Save it first, then drop the file</source>
        <translation>Добавить можно только файлы с этого компьютера. Сначала сохраните файл, затем перетащите его</translation>
    </message>
    <message>
        <source>Others go on seeing you when this window is closed. Settings (⚙) can change that</source>
        <translation>Когда это окно закрыто, собеседники по-прежнему видят вас. Это можно изменить в настройках (⚙)</translation>
    </message>
    <message>
        <source>Safe mode</source>
        <translation>Безопасный режим</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Standin crashed {0} times in a row. Safe mode draws on the CPU, and shows the card first</source>
        <translation>Standin аварийно завершился несколько раз подряд ({0}). В безопасном режиме рисует процессор, и сначала показана заставка</translation>
    </message>
    <message>
        <source>Start it again</source>
        <translation>Перезапустить</translation>
    </message>
    <message>
        <source>The camera was ended. Others see nothing of you</source>
        <translation>Камера выключена. Собеседники вас не видят</translation>
    </message>
    <message>
        <source>The engine does not answer. Others see the last picture</source>
        <translation>Движок не отвечает. Собеседники видят последний кадр</translation>
    </message>
    <message>
        <source>The engine is starting again …</source>
        <translation>Движок запускается снова…</translation>
    </message>
    <message>
        <source>The profile {0} was removed</source>
        <translation>Профиль {0} удалён</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Your changes to {0} are not saved, but they are kept here</source>
        <translation>Изменения персонажа {0} не сохранены, но и не потеряны: они остались здесь</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>программа</translation>
    </message>
    <message>
        <source>camera {0:.0f} fps</source>
        <translation>камера {0:.0f} к/с</translation>
    </message>
    <message>
        <source>delay {0:.0f} ms</source>
        <translation>задержка {0:.0f} мс</translation>
    </message>
    <message>
        <source>no camera</source>
        <translation>без камеры</translation>
    </message>
    <message>
        <source>nobody watches</source>
        <translation>никто не смотрит</translation>
    </message>
    <message>
        <source>out {0:.0f} fps</source>
        <translation>выход {0:.0f} к/с</translation>
    </message>
    <message>
        <source>watched by {0}</source>
        <translation>смотрит {0}</translation>
    </message>
    <message>
        <source>{0} was removed from the gallery</source>
        <translation>{0}: удалено из галереи</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this notice</source>
        <translation>Закрыть это сообщение</translation>
    </message>
</context>
<context>
    <name>Part</name>
    <message>
        <source>Afro</source>
        <comment>hair</comment>
        <translation>Афро</translation>
    </message>
    <message>
        <source>Almond</source>
        <comment>eyes</comment>
        <translation>Миндаль</translation>
    </message>
    <message>
        <source>Angled</source>
        <comment>brows</comment>
        <translation>С изломом</translation>
    </message>
    <message>
        <source>Badge</source>
        <comment>extras</comment>
        <translation>Бейдж</translation>
    </message>
    <message>
        <source>Bald</source>
        <comment>hair</comment>
        <translation>Без волос</translation>
    </message>
    <message>
        <source>Balding</source>
        <comment>hair</comment>
        <translation>Лысина</translation>
    </message>
    <message>
        <source>Beanie</source>
        <comment>headwear</comment>
        <translation>Шапка</translation>
    </message>
    <message>
        <source>Blazer</source>
        <comment>clothes</comment>
        <translation>Пиджак</translation>
    </message>
    <message>
        <source>Blouse</source>
        <comment>clothes</comment>
        <translation>Блузка</translation>
    </message>
    <message>
        <source>Bob</source>
        <comment>hair</comment>
        <translation>Каре</translation>
    </message>
    <message>
        <source>Bold</source>
        <comment>glasses</comment>
        <translation>Толстые</translation>
    </message>
    <message>
        <source>Bow</source>
        <comment>mouth</comment>
        <translation>Бантиком</translation>
    </message>
    <message>
        <source>Bow tie</source>
        <comment>extras</comment>
        <translation>Бабочка</translation>
    </message>
    <message>
        <source>Box braids</source>
        <comment>hair</comment>
        <translation>Косички</translation>
    </message>
    <message>
        <source>Button</source>
        <comment>nose</comment>
        <translation>Кнопкой</translation>
    </message>
    <message>
        <source>Cap</source>
        <comment>headwear</comment>
        <translation>Кепка</translation>
    </message>
    <message>
        <source>Cardigan</source>
        <comment>clothes</comment>
        <translation>Кардиган</translation>
    </message>
    <message>
        <source>Cat-eye</source>
        <comment>glasses</comment>
        <translation>«Кошка»</translation>
    </message>
    <message>
        <source>Circle beard</source>
        <comment>beard</comment>
        <translation>Круглая</translation>
    </message>
    <message>
        <source>Cornrows</source>
        <comment>hair</comment>
        <translation>Брейды</translation>
    </message>
    <message>
        <source>Crew cut</source>
        <comment>hair</comment>
        <translation>Ёжик</translation>
    </message>
    <message>
        <source>Crop</source>
        <comment>hair</comment>
        <translation>Кроп</translation>
    </message>
    <message>
        <source>Curtain fringe</source>
        <comment>hair</comment>
        <translation>Чёлка-шторка</translation>
    </message>
    <message>
        <source>Drops</source>
        <comment>earrings</comment>
        <translation>Подвески</translation>
    </message>
    <message>
        <source>Earbuds</source>
        <comment>extras</comment>
        <translation>Вкладыши</translation>
    </message>
    <message>
        <source>Fedora</source>
        <comment>headwear</comment>
        <translation>Шляпа</translation>
    </message>
    <message>
        <source>Flower</source>
        <comment>extras</comment>
        <translation>Цветок</translation>
    </message>
    <message>
        <source>Full</source>
        <comment>mouth</comment>
        <translation>Пухлые губы</translation>
    </message>
    <message>
        <source>Full, long</source>
        <comment>beard</comment>
        <translation>Длинная</translation>
    </message>
    <message>
        <source>Full, short</source>
        <comment>beard</comment>
        <translation>Короткая</translation>
    </message>
    <message>
        <source>Gentle</source>
        <comment>eyes</comment>
        <translation>Мягкие</translation>
    </message>
    <message>
        <source>Goatee</source>
        <comment>beard</comment>
        <translation>Эспаньолка</translation>
    </message>
    <message>
        <source>Half-rim</source>
        <comment>glasses</comment>
        <translation>С ободком</translation>
    </message>
    <message>
        <source>Head wrap</source>
        <comment>headwear</comment>
        <translation>Повязка</translation>
    </message>
    <message>
        <source>Headphones</source>
        <comment>headwear</comment>
        <translation>Наушники</translation>
    </message>
    <message>
        <source>Headset</source>
        <comment>headwear</comment>
        <translation>Гарнитура</translation>
    </message>
    <message>
        <source>Heart</source>
        <comment>head</comment>
        <translation>Сердечком</translation>
    </message>
    <message>
        <source>High arch</source>
        <comment>brows</comment>
        <translation>Высокие</translation>
    </message>
    <message>
        <source>Hijab</source>
        <comment>headwear</comment>
        <translation>Хиджаб</translation>
    </message>
    <message>
        <source>Hooded</source>
        <comment>eyes</comment>
        <translation>Нависшие</translation>
    </message>
    <message>
        <source>Hoodie</source>
        <comment>clothes</comment>
        <translation>Худи</translation>
    </message>
    <message>
        <source>Hoops</source>
        <comment>earrings</comment>
        <translation>Кольца</translation>
    </message>
    <message>
        <source>Kind</source>
        <comment>eyes</comment>
        <translation>Добрые</translation>
    </message>
    <message>
        <source>Kippah</source>
        <comment>headwear</comment>
        <translation>Кипа</translation>
    </message>
    <message>
        <source>Kurta</source>
        <comment>clothes</comment>
        <translation>Курта</translation>
    </message>
    <message>
        <source>Large</source>
        <comment>eyes</comment>
        <translation>Большие</translation>
    </message>
    <message>
        <source>Lipstick</source>
        <comment>mouth</comment>
        <translation>С помадой</translation>
    </message>
    <message>
        <source>Locs</source>
        <comment>hair</comment>
        <translation>Дреды</translation>
    </message>
    <message>
        <source>Long</source>
        <comment>head</comment>
        <translation>Вытянутое</translation>
    </message>
    <message>
        <source>Long</source>
        <comment>nose</comment>
        <translation>Длинный</translation>
    </message>
    <message>
        <source>Long curls</source>
        <comment>hair</comment>
        <translation>Кудри</translation>
    </message>
    <message>
        <source>Long lashes</source>
        <comment>eyes</comment>
        <translation>С ресницами</translation>
    </message>
    <message>
        <source>Long straight</source>
        <comment>hair</comment>
        <translation>Прямые</translation>
    </message>
    <message>
        <source>Long waves</source>
        <comment>hair</comment>
        <translation>Волны</translation>
    </message>
    <message>
        <source>Monolid</source>
        <comment>eyes</comment>
        <translation>Без складки</translation>
    </message>
    <message>
        <source>Moustache</source>
        <comment>beard</comment>
        <translation>Усы</translation>
    </message>
    <message>
        <source>Necklace</source>
        <comment>extras</comment>
        <translation>Цепочка</translation>
    </message>
    <message>
        <source>Neutral</source>
        <comment>mouth</comment>
        <translation>Обычный</translation>
    </message>
    <message>
        <source>Nose stud</source>
        <comment>earrings</comment>
        <translation>В носу</translation>
    </message>
    <message>
        <source>Oval</source>
        <comment>head</comment>
        <translation>Овальное</translation>
    </message>
    <message>
        <source>Overshirt</source>
        <comment>clothes</comment>
        <translation>Овершёрт</translation>
    </message>
    <message>
        <source>Pearls</source>
        <comment>extras</comment>
        <translation>Жемчуг</translation>
    </message>
    <message>
        <source>Pin</source>
        <comment>extras</comment>
        <translation>Значок</translation>
    </message>
    <message>
        <source>Pixie</source>
        <comment>hair</comment>
        <translation>Пикси</translation>
    </message>
    <message>
        <source>Ponytail</source>
        <comment>hair</comment>
        <translation>Хвост</translation>
    </message>
    <message>
        <source>Quiff</source>
        <comment>hair</comment>
        <translation>Кок</translation>
    </message>
    <message>
        <source>Round</source>
        <comment>eyes</comment>
        <translation>Круглые</translation>
    </message>
    <message>
        <source>Round</source>
        <comment>glasses</comment>
        <translation>Круглые</translation>
    </message>
    <message>
        <source>Round</source>
        <comment>head</comment>
        <translation>Круглое</translation>
    </message>
    <message>
        <source>Rounded</source>
        <comment>brows</comment>
        <translation>Округлые</translation>
    </message>
    <message>
        <source>Rounded</source>
        <comment>nose</comment>
        <translation>Округлый</translation>
    </message>
    <message>
        <source>Sari</source>
        <comment>clothes</comment>
        <translation>Сари</translation>
    </message>
    <message>
        <source>Scarf</source>
        <comment>extras</comment>
        <translation>Шарф</translation>
    </message>
    <message>
        <source>Shirt</source>
        <comment>clothes</comment>
        <translation>Рубашка</translation>
    </message>
    <message>
        <source>Shirt and tie</source>
        <comment>clothes</comment>
        <translation>С галстуком</translation>
    </message>
    <message>
        <source>Short</source>
        <comment>brows</comment>
        <translation>Короткие</translation>
    </message>
    <message>
        <source>Short curls</source>
        <comment>hair</comment>
        <translation>Кудряшки</translation>
    </message>
    <message>
        <source>Side braid</source>
        <comment>hair</comment>
        <translation>Коса</translation>
    </message>
    <message>
        <source>Side parting</source>
        <comment>hair</comment>
        <translation>С пробором</translation>
    </message>
    <message>
        <source>Slicked back</source>
        <comment>hair</comment>
        <translation>Зачёсанные</translation>
    </message>
    <message>
        <source>Small</source>
        <comment>mouth</comment>
        <translation>Маленький</translation>
    </message>
    <message>
        <source>Smile</source>
        <comment>mouth</comment>
        <translation>Улыбчивый</translation>
    </message>
    <message>
        <source>Soft arch</source>
        <comment>brows</comment>
        <translation>Плавные</translation>
    </message>
    <message>
        <source>Soft waves</source>
        <comment>hair</comment>
        <translation>Локоны</translation>
    </message>
    <message>
        <source>Square</source>
        <comment>glasses</comment>
        <translation>Квадратные</translation>
    </message>
    <message>
        <source>Square</source>
        <comment>head</comment>
        <translation>Квадратное</translation>
    </message>
    <message>
        <source>Straight</source>
        <comment>brows</comment>
        <translation>Прямые</translation>
    </message>
    <message>
        <source>Straight</source>
        <comment>nose</comment>
        <translation>Прямой</translation>
    </message>
    <message>
        <source>Straight fringe</source>
        <comment>hair</comment>
        <translation>Чёлка</translation>
    </message>
    <message>
        <source>Striped top</source>
        <comment>clothes</comment>
        <translation>В полоску</translation>
    </message>
    <message>
        <source>Stubble</source>
        <comment>beard</comment>
        <translation>Щетина</translation>
    </message>
    <message>
        <source>Studs</source>
        <comment>earrings</comment>
        <translation>Гвоздики</translation>
    </message>
    <message>
        <source>Suit and tie</source>
        <comment>clothes</comment>
        <translation>Костюм</translation>
    </message>
    <message>
        <source>T-shirt</source>
        <comment>clothes</comment>
        <translation>Футболка</translation>
    </message>
    <message>
        <source>Thick</source>
        <comment>brows</comment>
        <translation>Густые</translation>
    </message>
    <message>
        <source>Thin</source>
        <comment>brows</comment>
        <translation>Тонкие</translation>
    </message>
    <message>
        <source>Thin</source>
        <comment>mouth</comment>
        <translation>Тонкие губы</translation>
    </message>
    <message>
        <source>Thin metal</source>
        <comment>glasses</comment>
        <translation>Тонкие</translation>
    </message>
    <message>
        <source>Tinted</source>
        <comment>glasses</comment>
        <translation>Тёмные</translation>
    </message>
    <message>
        <source>Top bun</source>
        <comment>hair</comment>
        <translation>Пучок</translation>
    </message>
    <message>
        <source>Tucked</source>
        <comment>hair</comment>
        <translation>За ушами</translation>
    </message>
    <message>
        <source>Turban</source>
        <comment>headwear</comment>
        <translation>Тюрбан</translation>
    </message>
    <message>
        <source>Turtleneck</source>
        <comment>clothes</comment>
        <translation>Водолазка</translation>
    </message>
    <message>
        <source>V-neck</source>
        <comment>clothes</comment>
        <translation>Пуловер</translation>
    </message>
    <message>
        <source>Van Dyke</source>
        <comment>beard</comment>
        <translation>Ван Дейк</translation>
    </message>
    <message>
        <source>Wide</source>
        <comment>mouth</comment>
        <translation>Широкий</translation>
    </message>
    <message>
        <source>Wide</source>
        <comment>nose</comment>
        <translation>Широкий</translation>
    </message>
</context>
<context>
    <name>PreviewView</name>
    <message>
        <source>No camera picture</source>
        <translation>Нет картинки с камеры</translation>
    </message>
    <message>
        <source>Preview: what others see</source>
        <translation>Предпросмотр: что видят другие</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Запуск…</translation>
    </message>
</context>
<context>
    <name>ProfileBar</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>Выберите профиль</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Keep what is on air as a profile</source>
        <translation>Сохранить то, что в эфире, как профиль</translation>
    </message>
    <message>
        <source>Keep what is on air in it</source>
        <translation>Сохранить в него то, что в эфире</translation>
    </message>
    <message>
        <source>Name of the profile</source>
        <translation>Название профиля</translation>
    </message>
    <message>
        <source>None kept yet</source>
        <translation>Профилей пока нет</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
    <message>
        <source>Rename or remove the profile</source>
        <translation>Переименовать или удалить профиль</translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>Advanced</source>
        <translation>Дополнительно</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>Аватар</translation>
    </message>
    <message>
        <source>BACKGROUND</source>
        <translation>ФОН</translation>
    </message>
    <message>
        <source>Before | After</source>
        <translation>До | После</translation>
    </message>
    <message>
        <source>CHARACTER</source>
        <translation>ПЕРСОНАЖ</translation>
    </message>
    <message>
        <source>Change how the character on air looks</source>
        <translation>Изменить вид персонажа, который в эфире</translation>
    </message>
    <message>
        <source>Delay p95 {0} ms, dropped {1}, memory {2:.0f} MB</source>
        <translation>Задержка p95 {0} мс, пропущено {1}, память {2:.0f} МБ</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Mask {0}, drawn by {1}, {2}</source>
        <translation>Маска: {0}, рисует {1}, {2}</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Я</translation>
    </message>
    <message>
        <source>Others see a drawn character that speaks with your voice; no camera</source>
        <translation>Другие видят рисованного персонажа, который говорит вашим голосом; без камеры</translation>
    </message>
    <message>
        <source>Others see you, with your room blurred or replaced</source>
        <translation>Другие видят вас; комната размыта или заменена</translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation>Показать маску</translation>
    </message>
    <message>
        <source>Shows here, not on air, what is taken for the room in red</source>
        <translation>Показывает красным — здесь, не в эфире, — что считается комнатой</translation>
    </message>
    <message>
        <source>There is no mask: the camera rests or sees nobody</source>
        <translation>Маски нет: камера отдыхает или никого не видит</translation>
    </message>
    <message>
        <source>Your camera at the left, what others see at the right of a line (Ctrl+B)</source>
        <translation>Слева от линии — ваша камера, справа — то, что видят другие (Ctrl+B)</translation>
    </message>
</context>
<context>
    <name>Swatches</name>
    <message>
        <source>{0}: any other colour</source>
        <translation>{0}: любой другой цвет</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Avatar</source>
        <translation>Аватар</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Фон</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Заставка</translation>
    </message>
    <message>
        <source>Character</source>
        <translation>Персонаж</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Выражение</translation>
    </message>
    <message>
        <source>Me</source>
        <translation>Я</translation>
    </message>
    <message>
        <source>On air</source>
        <translation>В эфире</translation>
    </message>
    <message>
        <source>Open Standin</source>
        <translation>Открыть Standin</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Quit and end the camera</source>
        <translation>Выйти и выключить камеру</translation>
    </message>
</context>
<context>
    <name>Wardrobe</name>
    <message>
        <source>Duplicate</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>В файл …</translation>
    </message>
    <message>
        <source>Import …</source>
        <translation>Из файла …</translation>
    </message>
    <message>
        <source>Make a character of your own</source>
        <translation>Создать своего персонажа</translation>
    </message>
    <message>
        <source>My avatar</source>
        <translation>Мой аватар</translation>
    </message>
    <message>
        <source>New …</source>
        <translation>Новый …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Take a character from a file; it can be dropped into the window, too</source>
        <translation>Взять персонажа из файла; файл можно и перетащить в окно</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source> (process {0})</source>
        <translation> (процесс {0})</translation>
    </message>
    <message>
        <source>'{0}' holds a number beyond {1}. Draw that part again</source>
        <translation>В «{0}» есть число больше {1}. Нарисуйте эту часть заново</translation>
    </message>
    <message>
        <source>'{0}' holds something that is no number. Draw that part again</source>
        <translation>В «{0}» есть то, что не является числом. Нарисуйте эту часть заново</translation>
    </message>
    <message>
        <source>'{0}' is below 0. Draw that part again</source>
        <translation>«{0}» меньше 0. Нарисуйте эту часть заново</translation>
    </message>
    <message>
        <source>'{0}' is missing or holds no paths, so that part does not move</source>
        <translation>«{0}» нет, или там нет контуров, поэтому эта часть не движется</translation>
    </message>
    <message>
        <source>'{0}' is not a size; write it like 1280x720</source>
        <translation>«{0}» — это не размер; укажите его в виде 1280x720</translation>
    </message>
    <message>
        <source>'{0}' lies too far from its place, so that part does not move</source>
        <translation>«{0}» слишком далеко от своего места, поэтому эта часть не движется</translation>
    </message>
    <message>
        <source>'{0}' refers to itself. Remove that</source>
        <translation>«{0}» ссылается на себя. Уберите это</translation>
    </message>
    <message>
        <source>./run models</source>
        <translation>./run models</translation>
    </message>
    <message>
        <source>./run train-mouth</source>
        <translation>./run train-mouth</translation>
    </message>
    <message>
        <source>A character cannot be called {0}. Use letters and digits</source>
        <translation>Персонажа нельзя назвать {0}. Используйте буквы и цифры</translation>
    </message>
    <message>
        <source>A character's name has {0} letters at most. Choose a shorter one</source>
        <translation>В имени персонажа не больше {0} букв. Выберите короче</translation>
    </message>
    <message>
        <source>A drawing cannot be drawn ({0}). Save it as plain SVG</source>
        <translation>Рисунок не удаётся нарисовать ({0}). Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>A moving part cannot be read ({0}). Draw it as plain paths</source>
        <translation>Подвижную часть не удаётся прочитать ({0}). Нарисуйте её простыми контурами</translation>
    </message>
    <message>
        <source>A profile needs a name</source>
        <translation>Укажите имя профиля</translation>
    </message>
    <message>
        <source>A profile's name has {0} letters at most. Choose a shorter one</source>
        <translation>В названии профиля не больше {0} букв. Выберите короче</translation>
    </message>
    <message>
        <source>A scene is a list of effects</source>
        <translation>Сцена — это список эффектов</translation>
    </message>
    <message>
        <source>A video file is named .mp4 or .mkv, not {0}</source>
        <translation>Имя видеофайла должно заканчиваться на .mp4 или .mkv, а указано {0}</translation>
    </message>
    <message>
        <source>Allow it in the system's settings, Privacy &amp; Security &gt; Camera</source>
        <translation>Разрешите это в настройках системы: «Конфиденциальность и безопасность» &gt; «Камера»</translation>
    </message>
    <message>
        <source>An embedded picture is neither PNG, JPEG nor GIF. Embed it as PNG</source>
        <translation>Встроенная картинка – не PNG, не JPEG и не GIF. Встройте её как PNG</translation>
    </message>
    <message>
        <source>Approve OBS in the system's settings, Privacy &amp; Security</source>
        <translation>Одобрите OBS в настройках системы: «Конфиденциальность и безопасность»</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Авто</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>Аватар</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Размытие</translation>
    </message>
    <message>
        <source>Build the module</source>
        <translation>Собрать модуль</translation>
    </message>
    <message>
        <source>Camera's name, a clip or picture file, or 'pattern'; the first camera unless told</source>
        <translation>Имя камеры, файл с видео или изображением либо 'pattern'; если не указано — первая камера</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Заставка</translation>
    </message>
    <message>
        <source>Character</source>
        <translation>Персонаж</translation>
    </message>
    <message>
        <source>Check that place</source>
        <translation>Проверьте это место</translation>
    </message>
    <message>
        <source>Choose one of these with --virtual-camera, or load it again: sudo modprobe -r v4l2loopback &amp;&amp; {0}</source>
        <translation>Выберите одну из них ключом --virtual-camera или загрузите модуль заново: sudo modprobe -r v4l2loopback &amp;&amp; {0}</translation>
    </message>
    <message>
        <source>Choose one with --virtual-camera</source>
        <translation>Выберите камеру параметром --virtual-camera</translation>
    </message>
    <message>
        <source>Close other programs that use it, then load the module again</source>
        <translation>Закройте другие программы, которые её используют, и загрузите модуль заново</translation>
    </message>
    <message>
        <source>Close programs that are busy</source>
        <translation>Закройте программы, которые загружают компьютер</translation>
    </message>
    <message>
        <source>Close the program that uses it</source>
        <translation>Закройте программу, которая её использует</translation>
    </message>
    <message>
        <source>Close what uses it, then: sudo modprobe -r v4l2loopback &amp;&amp; {0}</source>
        <translation>Закройте то, что её использует, затем: sudo modprobe -r v4l2loopback &amp;&amp; {0}</translation>
    </message>
    <message>
        <source>Close {0} first, then load it again: sudo modprobe -r v4l2loopback &amp;&amp; {1}</source>
        <translation>Сначала закройте {0}, затем загрузите модуль заново: sudo modprobe -r v4l2loopback &amp;&amp; {1}</translation>
    </message>
    <message>
        <source>Close {0}, or use --size {1}</source>
        <translation>Закройте {0} или укажите --size {1}</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Цвет</translation>
    </message>
    <message>
        <source>Colour behind the avatar</source>
        <translation>Цвет за аватаром</translation>
    </message>
    <message>
        <source>Colour behind the person where no file is given</source>
        <translation>Цвет фона, если файл не выбран</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Обрезка</translation>
    </message>
    <message>
        <source>Cut what stands over, show all between bars, or stretch</source>
        <translation>Обрезать лишнее, показать целиком с полями или растянуть</translation>
    </message>
    <message>
        <source>Degrees clockwise to turn the camera's picture upright</source>
        <translation>На сколько градусов по часовой стрелке повернуть изображение с камеры</translation>
    </message>
    <message>
        <source>Delete what you no longer need</source>
        <translation>Удалите то, что больше не нужно</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>устройство занято</translation>
    </message>
    <message>
        <source>Do what its line says, then test again</source>
        <translation>Сделайте то, что сказано в его строке, и проверьте ещё раз</translation>
    </message>
    <message>
        <source>Draw without it: standin run --renderer cpu. Update the graphics card's driver</source>
        <translation>Рисуйте без него: standin run --renderer cpu. Обновите драйвер видеокарты</translation>
    </message>
    <message>
        <source>Drawing is done on the CPU, which works everywhere</source>
        <translation>Изображение рисует процессор — это работает на любом компьютере</translation>
    </message>
    <message>
        <source>Embedded pictures are larger than {0} megapixels. Make them smaller</source>
        <translation>Встроенные картинки больше {0} мегапикселей. Уменьшите их</translation>
    </message>
    <message>
        <source>End that program, then start Standin</source>
        <translation>Завершите ту программу и запустите Standin</translation>
    </message>
    <message>
        <source>End the other program that writes to it</source>
        <translation>Завершите другую программу, которая в неё пишет</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Растяжение</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Вписывание</translation>
    </message>
    <message>
        <source>GStreamer is missing, which feeds PipeWire, {0}</source>
        <translation>Нет GStreamer, который передаёт картинку в PipeWire, {0}</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Градиент</translation>
    </message>
    <message>
        <source>Groups lie in each other more than {0} deep. Take some apart</source>
        <translation>Группы вложены друг в друга глубже {0} уровней. Разгруппируйте часть из них</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Заголовок</translation>
    </message>
    <message>
        <source>How much of the background's light falls over the person's edge</source>
        <translation>Насколько свет фона ложится на края фигуры</translation>
    </message>
    <message>
        <source>How much the avatar moves by itself</source>
        <translation>Насколько аватар двигается сам</translation>
    </message>
    <message>
        <source>Hz</source>
        <translation>Гц</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>ошибка ввода-вывода</translation>
    </message>
    <message>
        <source>Install OBS 30 or newer in Applications and start its virtual camera once</source>
        <translation>Установите OBS 30 или новее в «Программы» и один раз запустите его виртуальную камеру</translation>
    </message>
    <message>
        <source>Install OBS Studio, or UnityCapture</source>
        <translation>Установите OBS Studio или UnityCapture</translation>
    </message>
    <message>
        <source>Install the module</source>
        <translation>Установить модуль</translation>
    </message>
    <message>
        <source>Install your graphics card's driver where the machine has one</source>
        <translation>Если в компьютере есть видеокарта, установите её драйвер</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>недопустимый параметр</translation>
    </message>
    <message>
        <source>Join the group 'video'</source>
        <translation>Вступить в группу 'video'</translation>
    </message>
    <message>
        <source>Keep the head still and blink seldom</source>
        <translation>Держать голову неподвижно и моргать редко</translation>
    </message>
    <message>
        <source>Label of the virtual camera, 'pipewire', or 'none'</source>
        <translation>Название виртуальной камеры, 'pipewire' или 'none'</translation>
    </message>
    <message>
        <source>Large text on the card</source>
        <translation>Крупный текст на заставке</translation>
    </message>
    <message>
        <source>Let the colour grow darker towards the edges</source>
        <translation>Затемнять цвет к краям</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Размытие</translation>
    </message>
    <message>
        <source>Light wrap</source>
        <translation>Подсветка краёв</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Строка</translation>
    </message>
    <message>
        <source>Liveliness</source>
        <translation>Живость</translation>
    </message>
    <message>
        <source>Load the module</source>
        <translation>Загрузить модуль</translation>
    </message>
    <message>
        <source>Load the module again with max_buffers=2</source>
        <translation>Загрузите модуль заново с max_buffers=2</translation>
    </message>
    <message>
        <source>Log in as this user, not with su, or unset XDG_RUNTIME_DIR</source>
        <translation>Войдите под этим пользователем, а не через su, или уберите переменную XDG_RUNTIME_DIR</translation>
    </message>
    <message>
        <source>Log in to a desktop that has it, or use --virtual-camera '{0}'</source>
        <translation>Войдите в рабочий стол, где он есть, или укажите --virtual-camera '{0}'</translation>
    </message>
    <message>
        <source>Log out and in again: you are in the group 'video' now</source>
        <translation>Выйдите из системы и войдите снова: вы уже в группе 'video'</translation>
    </message>
    <message>
        <source>Look at it in a call app</source>
        <translation>Посмотрите в программе для звонков</translation>
    </message>
    <message>
        <source>Look at what standin ctl status says</source>
        <translation>Посмотрите, что говорит standin ctl status</translation>
    </message>
    <message>
        <source>Make it writable for you, or name a folder in STANDIN_CONFIG_DIR</source>
        <translation>Разрешите себе запись в неё или назовите другую папку в STANDIN_CONFIG_DIR</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Микрофон</translation>
    </message>
    <message>
        <source>Microphone's name, 'default' for the system's choice, 'off', or a recording</source>
        <translation>Имя микрофона, 'default' — выбор системы, 'off' или запись</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Отражение</translation>
    </message>
    <message>
        <source>More light, another USB port, or a smaller size make it faster</source>
        <translation>Ускорить камеру помогут хорошее освещение, другой USB-порт или меньший размер изображения</translation>
    </message>
    <message>
        <source>Mouth, eyes and brows have too many points to move. Simplify their paths</source>
        <translation>Во рту, глазах и бровях слишком много точек. Упростите их контуры</translation>
    </message>
    <message>
        <source>Name of a character, or the file of one</source>
        <translation>Имя персонажа или его файл</translation>
    </message>
    <message>
        <source>No effect</source>
        <translation>Без эффекта</translation>
    </message>
    <message>
        <source>No effect stands alone: it would show the room beside the others</source>
        <translation>«Без эффекта» нельзя сочетать с другими эффектами: комната стала бы видна</translation>
    </message>
    <message>
        <source>No microphone was found. Plug one in, or choose one in the system's sound settings</source>
        <translation>Микрофон не найден. Подключите его или выберите в настройках звука системы</translation>
    </message>
    <message>
        <source>No picture came. Run the doctor</source>
        <translation>Изображение не получено. Запустите проверку</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>на диске нет места</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>устройство не найдено</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>файл или папка не найдены</translation>
    </message>
    <message>
        <source>No virtual camera is registered, so call apps find no camera of ours</source>
        <translation>Ни одна виртуальная камера не зарегистрирована, так что программы для звонков не найдут нашу камеру</translation>
    </message>
    <message>
        <source>Nobody gave the password, so nothing was changed. Try again</source>
        <translation>Пароль не был введён, поэтому ничего не изменено. Попробуйте ещё раз</translation>
    </message>
    <message>
        <source>Nothing in the drawing moves by itself. Name groups in it as the guide for artists says: lip_upper, lip_lower, eye_left, eye_right</source>
        <translation>В рисунке ничего не движется само. Назовите в нём группы, как сказано в руководстве для художников: lip_upper, lip_lower, eye_left, eye_right</translation>
    </message>
    <message>
        <source>Nothing that you change is kept, as {0} cannot be written. Make it writable for you, or name a folder in STANDIN_CONFIG_DIR</source>
        <translation>Изменения не сохраняются: в {0} нельзя писать. Разрешите себе запись туда или укажите папку в STANDIN_CONFIG_DIR</translation>
    </message>
    <message>
        <source>Nothing was changed, as something else is to be mended: {0}. {1}</source>
        <translation>Ничего не изменено, чинить нужно другое: {0}. {1}</translation>
    </message>
    <message>
        <source>Nothing was changed, as the virtual camera is switched off. Choose one with --virtual-camera</source>
        <translation>Ничего не изменено: виртуальная камера выключена. Выберите её через --virtual-camera</translation>
    </message>
    <message>
        <source>Nothing was changed, as the virtual camera works: {0}</source>
        <translation>Ничего не изменено, виртуальная камера работает: {0}</translation>
    </message>
    <message>
        <source>OBS Virtual Camera is approved. Choose it as the camera in your call app</source>
        <translation>OBS Virtual Camera одобрена. Выберите её камерой в программе для звонков</translation>
    </message>
    <message>
        <source>OpenGL</source>
        <translation>OpenGL</translation>
    </message>
    <message>
        <source>OpenGL cannot be used ({0}). Install libegl1 and libgl1, or choose the cpu renderer</source>
        <translation>OpenGL недоступен ({0}). Установите libegl1 и libgl1 или выберите отрисовку на процессоре (cpu)</translation>
    </message>
    <message>
        <source>Parts of the drawing refer to each other too deeply. Simplify it</source>
        <translation>Части рисунка слишком глубоко ссылаются друг на друга. Упростите его</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>нет доступа</translation>
    </message>
    <message>
        <source>Picture behind the avatar; a colour where there is none</source>
        <translation>Картинка за аватаром; без неё – цвет</translation>
    </message>
    <message>
        <source>Picture or video to put behind the person; a colour where there is none</source>
        <translation>Изображение или видео для фона; если файла нет, фон заливается цветом</translation>
    </message>
    <message>
        <source>Pictures come in the wrong order, so others see you jump</source>
        <translation>Кадры приходят не по порядку, так что другие видят, как вы скачете</translation>
    </message>
    <message>
        <source>PipeWire</source>
        <translation>PipeWire</translation>
    </message>
    <message>
        <source>PipeWire does not run in this session, {0}</source>
        <translation>В этом сеансе PipeWire не работает, {0}</translation>
    </message>
    <message>
        <source>PipeWire does not run. Log in to a desktop that has it, or choose another virtual camera</source>
        <translation>PipeWire не запущен. Войдите в рабочий стол, где он есть, или выберите другую виртуальную камеру</translation>
    </message>
    <message>
        <source>PipeWire runs without a session manager, so browsers that use it find no cameras</source>
        <translation>PipeWire работает без диспетчера сеансов, так что браузеры, которым он нужен, не находят камер</translation>
    </message>
    <message>
        <source>PipeWire's '{0}'. Choose it as the camera in your call app</source>
        <translation>'{0}' из PipeWire. Выберите её камерой в программе для звонков</translation>
    </message>
    <message>
        <source>PipeWire's camera is used, as there is no v4l2loopback: apps that know no PipeWire do not find it</source>
        <translation>Используется камера PipeWire, так как v4l2loopback нет: программы, не знающие PipeWire, её не найдут</translation>
    </message>
    <message>
        <source>Plug it in again</source>
        <translation>Подключите её заново</translation>
    </message>
    <message>
        <source>Plug one in</source>
        <translation>Подключите камеру</translation>
    </message>
    <message>
        <source>Plug the camera in again, then run the doctor again</source>
        <translation>Подключите камеру заново, затем запустите проверку ещё раз</translation>
    </message>
    <message>
        <source>Plug the microphone in again, then run the doctor again; or use --microphone off</source>
        <translation>Подключите микрофон заново, затем запустите проверку ещё раз; или укажите --microphone off</translation>
    </message>
    <message>
        <source>PortAudio is missing, so no microphone can be heard. {0}</source>
        <translation>Нет PortAudio, поэтому микрофон не слышно. {0}</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Качество</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>Радиус</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Частота кадров</translation>
    </message>
    <message>
        <source>Rate of the outgoing picture</source>
        <translation>Частота кадров исходящего видео</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>диск доступен только для чтения</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Запись</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Меньше движения</translation>
    </message>
    <message>
        <source>Remove {0}, or name a folder of your own in STANDIN_RUNTIME_DIR</source>
        <translation>Удалите {0} или укажите свою папку в STANDIN_RUNTIME_DIR</translation>
    </message>
    <message>
        <source>Renderer</source>
        <translation>Отрисовка</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Замена фона</translation>
    </message>
    <message>
        <source>Root may open every camera. Run this with sudo, as the user who is to have it</source>
        <translation>Пользователь root может открыть любую камеру. Запустите это через sudo от имени того, кому она нужна</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Поворот</translation>
    </message>
    <message>
        <source>Run the doctor again, or install Standin again</source>
        <translation>Запустите проверку ещё раз или установите Standin заново</translation>
    </message>
    <message>
        <source>Run the set-up again</source>
        <translation>Запустите установку ещё раз</translation>
    </message>
    <message>
        <source>Safe mode: blur on the CPU, no microphone, and the card until it is taken off</source>
        <translation>Безопасный режим: размытие на процессоре, без микрофона, заставка — пока её не уберут</translation>
    </message>
    <message>
        <source>Secure boot refuses the module, which nobody signed, {0}</source>
        <translation>Безопасная загрузка не допускает модуль: он не подписан, {0}</translation>
    </message>
    <message>
        <source>Set the clock: sudo timedatectl set-ntp true</source>
        <translation>Установите часы: sudo timedatectl set-ntp true</translation>
    </message>
    <message>
        <source>Sharp</source>
        <translation>Чёткое</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Size of the avatar in the picture</source>
        <translation>Размер аватара в кадре</translation>
    </message>
    <message>
        <source>Size of the blur disc</source>
        <translation>Размер пятна размытия</translation>
    </message>
    <message>
        <source>Size of the outgoing picture, multiples of 8</source>
        <translation>Размер исходящего видео; стороны кратны 8</translation>
    </message>
    <message>
        <source>Small text under it</source>
        <translation>Мелкий текст под заголовком</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>Размытие</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>Stable</source>
        <translation>Стабильное</translation>
    </message>
    <message>
        <source>Standin</source>
        <translation>Standin</translation>
    </message>
    <message>
        <source>Standin crashed the last time ({0}). 'standin doctor --report FILE' tells its makers</source>
        <translation>В прошлый раз Standin завершился сбоем ({0}). 'standin doctor --report ФАЙЛ' расскажет о нём разработчикам</translation>
    </message>
    <message>
        <source>Standin does not answer. Wait a moment, or end it (kill -9 {0}) and start it again</source>
        <translation>Standin не отвечает. Подождите немного или завершите его (kill -9 {0}) и запустите снова</translation>
    </message>
    <message>
        <source>Standin does not answer. Wait a moment, or end it and start it again</source>
        <translation>Standin не отвечает. Немного подождите или перезапустите программу</translation>
    </message>
    <message>
        <source>Standin is not running. Start it with ./run or 'standin run'</source>
        <translation>Standin не запущен. Запустите его командой ./run или 'standin run'</translation>
    </message>
    <message>
        <source>Standin is running already{0}. Use it with 'standin ctl', or end it with 'standin ctl stop'</source>
        <translation>Standin уже запущен{0}. Управляйте им через «standin ctl» или завершите: «standin ctl stop»</translation>
    </message>
    <message>
        <source>Standin stopped. Start it again with ./run or 'standin run'</source>
        <translation>Standin остановился. Запустите его снова командой ./run или 'standin run'</translation>
    </message>
    <message>
        <source>Standin was ended the last time before it could clean up</source>
        <translation>В прошлый раз Standin был завершён, не успев прибрать за собой</translation>
    </message>
    <message>
        <source>Standin was ended {0} times in a row before it could clean up</source>
        <translation>Standin был прерван несколько раз подряд ({0})</translation>
    </message>
    <message>
        <source>Start Standin and the browser from the desktop</source>
        <translation>Запустите Standin и браузер с рабочего стола</translation>
    </message>
    <message>
        <source>Start Standin, then run the doctor again</source>
        <translation>Запустите Standin и проверьте ещё раз</translation>
    </message>
    <message>
        <source>Start it in safe mode: standin run --safe. standin doctor --report FILE tells its makers</source>
        <translation>Запустите в безопасном режиме: standin run --safe. standin doctor --report FILE поможет разработчикам</translation>
    </message>
    <message>
        <source>Start the computer again; update its firmware</source>
        <translation>Перезагрузите компьютер; обновите его прошивку</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Сила</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Размытие +</translation>
    </message>
    <message>
        <source>The PipeWire camera ended ({0}). Run the doctor</source>
        <translation>Камера PipeWire завершилась ({0}). Запустите диагностику</translation>
    </message>
    <message>
        <source>The PipeWire camera needs GStreamer. Install it (on Debian: sudo apt install {0})</source>
        <translation>Камере PipeWire нужен GStreamer. Установите его (в Debian: sudo apt install {0})</translation>
    </message>
    <message>
        <source>The PipeWire camera takes no pictures any more. Run the doctor</source>
        <translation>Камера PipeWire больше не принимает картинок. Запустите диагностику</translation>
    </message>
    <message>
        <source>The art of the character {0} is not there any more. Import it again</source>
        <translation>Рисунка персонажа {0} больше нет. Возьмите его из файла ещё раз</translation>
    </message>
    <message>
        <source>The camera gives the same picture again and again. Open its shutter, or plug it in again</source>
        <translation>Изображение с камеры не меняется. Откройте её шторку или подключите камеру заново</translation>
    </message>
    <message>
        <source>The camera is not answering</source>
        <translation>Камера не отвечает</translation>
    </message>
    <message>
        <source>The camera of OBS is not there, so call apps find no camera of ours</source>
        <translation>Камеры OBS нет, так что программы для звонков не найдут нашу камеру</translation>
    </message>
    <message>
        <source>The camera of OBS waits to be approved, so call apps find no camera of ours</source>
        <translation>Камера OBS ждёт одобрения, так что программы для звонков не найдут нашу камеру</translation>
    </message>
    <message>
        <source>The camera {0} cannot be opened: {1}</source>
        <translation>Не удалось открыть камеру {0}: {1}</translation>
    </message>
    <message>
        <source>The camera {0} gives no pictures any more. Plug it in again or choose another one</source>
        <translation>Камера {0} перестала передавать изображение. Подключите её заново или выберите другую</translation>
    </message>
    <message>
        <source>The camera {0} is used by another program. Close it there or choose another camera</source>
        <translation>Камеру {0} использует другая программа. Закройте её там или выберите другую камеру</translation>
    </message>
    <message>
        <source>The character has no lips that can move; choose another mouth</source>
        <translation>У персонажа нет губ, которые могут двигаться; выберите другой рот</translation>
    </message>
    <message>
        <source>The character has no {0} eye that can move; choose other eyes</source>
        <translation>У персонажа нет глаза ({0}), который может двигаться; выберите другие глаза</translation>
    </message>
    <message>
        <source>The character is of version {0}, which this program does not know. Update Standin</source>
        <translation>Персонаж версии {0}, которой эта программа не знает. Обновите Standin</translation>
    </message>
    <message>
        <source>The character is too large for a scene. Keep it under a name, and choose that</source>
        <translation>Персонаж слишком велик для сцены. Сохраните его под именем и выберите по имени</translation>
    </message>
    <message>
        <source>The character {0} cannot be read ({1}). Choose another one</source>
        <translation>Персонажа {0} не удаётся прочитать ({1}). Выберите другого</translation>
    </message>
    <message>
        <source>The character {0} cannot be removed ({1})</source>
        <translation>Персонажа {0} не удаётся удалить ({1})</translation>
    </message>
    <message>
        <source>The character {0} holds no art that is known. Import it again</source>
        <translation>В персонаже {0} нет известного рисунка. Возьмите его из файла ещё раз</translation>
    </message>
    <message>
        <source>The checks ended early ({0}). Run 'standin doctor'</source>
        <translation>Проверки прервались ({0}). Запустите 'standin doctor'</translation>
    </message>
    <message>
        <source>The clock says {0}, so call apps refuse secure connections</source>
        <translation>На часах {0} год, так что программы для звонков отвергают защищённые соединения</translation>
    </message>
    <message>
        <source>The colour of {0} is one like #1e90ff, not {1}; using {2}</source>
        <translation>Цвет {0} пишется как #1e90ff, а не {1}; взят {2}</translation>
    </message>
    <message>
        <source>The cure did not work ({0}). Run the doctor again</source>
        <translation>Исправить не удалось ({0}). Запустите проверку ещё раз</translation>
    </message>
    <message>
        <source>The desktop portal does not run, so sandboxed apps and some browsers find no cameras</source>
        <translation>Портал рабочего стола не запущен, так что программы в песочнице и некоторые браузеры не находят камер</translation>
    </message>
    <message>
        <source>The disk is full, so {0} cannot be kept</source>
        <translation>Диск заполнен, нельзя сохранить: {0}</translation>
    </message>
    <message>
        <source>The drawing cannot be drawn ({0}). Save it as plain SVG</source>
        <translation>Рисунок не удаётся нарисовать ({0}). Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The drawing has a DOCTYPE or entities. Save it as plain SVG</source>
        <translation>В рисунке есть DOCTYPE или сущности. Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The drawing has a script at '{0}'. Remove it</source>
        <translation>В рисунке есть скрипт («{0}»). Уберите его</translation>
    </message>
    <message>
        <source>The drawing has a script. Remove it</source>
        <translation>В рисунке есть скрипт. Уберите его</translation>
    </message>
    <message>
        <source>The drawing has an element '{0}'. Remove it</source>
        <translation>В рисунке есть элемент «{0}». Уберите его</translation>
    </message>
    <message>
        <source>The drawing has more than {0} elements. Simplify it</source>
        <translation>В рисунке больше {0} элементов. Упростите его</translation>
    </message>
    <message>
        <source>The drawing has more than {0} embedded pictures. Remove some</source>
        <translation>В рисунке больше {0} встроенных картинок. Уберите часть из них</translation>
    </message>
    <message>
        <source>The drawing has no size. Give it a viewBox such as '0 0 1024 1024'</source>
        <translation>У рисунка нет размера. Задайте viewBox, например «0 0 1024 1024»</translation>
    </message>
    <message>
        <source>The drawing is damaged ({0}). Save it once more</source>
        <translation>Рисунок повреждён ({0}). Сохраните его ещё раз</translation>
    </message>
    <message>
        <source>The drawing is damaged. Save it once more</source>
        <translation>Рисунок повреждён. Сохраните его ещё раз</translation>
    </message>
    <message>
        <source>The drawing is empty on its page. Choose another one</source>
        <translation>На странице рисунка ничего нет. Выберите другой</translation>
    </message>
    <message>
        <source>The drawing is far longer than it is wide, or wider than it is long. Crop its page</source>
        <translation>Рисунок слишком узкий или слишком широкий. Обрежьте его страницу</translation>
    </message>
    <message>
        <source>The drawing is larger than {0} MB. Simplify it</source>
        <translation>Рисунок больше {0} МБ. Упростите его</translation>
    </message>
    <message>
        <source>The drawing refers to '{0}' outside itself. Embed or remove it</source>
        <translation>Рисунок ссылается на «{0}» вне себя. Встройте это или уберите</translation>
    </message>
    <message>
        <source>The drawing refers to another place. Save it as plain SVG</source>
        <translation>Рисунок ссылается на другое место. Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The drawing repeats its parts too often (by 'use', patterns or masks). Simplify it</source>
        <translation>Рисунок слишком часто повторяет свои части (через «use», узоры или маски). Упростите его</translation>
    </message>
    <message>
        <source>The drawing takes its style from another file. Save it as plain SVG</source>
        <translation>Рисунок берёт стиль из другого файла. Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The drawing takes too long or too much memory to be drawn. Simplify it</source>
        <translation>Рисунок требует слишком много времени или памяти. Упростите его</translation>
    </message>
    <message>
        <source>The drawing {0} cannot be read ({1}). Choose another one</source>
        <translation>Рисунок {0} не удаётся прочитать ({1}). Выберите другой</translation>
    </message>
    <message>
        <source>The folder {0} holds no pictures (.png). Choose another one</source>
        <translation>В папке {0} нет картинок (.png). Выберите другую</translation>
    </message>
    <message>
        <source>The folder {0} holds pictures of several characters. Choose one picture of the set</source>
        <translation>В папке {0} картинки нескольких персонажей. Выберите одну картинку из набора</translation>
    </message>
    <message>
        <source>The headwear hides no hair: {0}</source>
        <translation>Головной убор не скрывает волос: {0}</translation>
    </message>
    <message>
        <source>The lips cannot move ({0}); choose another mouth</source>
        <translation>Губы не могут двигаться ({0}); выберите другой рот</translation>
    </message>
    <message>
        <source>The microphone gives silence. Check its switch and the system's volume</source>
        <translation>Микрофон молчит. Проверьте его выключатель и громкость в системе</translation>
    </message>
    <message>
        <source>The microphone {0} cannot be opened ({1}). Plug it in again or choose another one</source>
        <translation>Микрофон {0} не открывается ({1}). Подключите его заново или выберите другой</translation>
    </message>
    <message>
        <source>The microphone {0} gives no sound any more. Plug it in again or choose another one</source>
        <translation>Микрофон {0} больше не даёт звука. Подключите его заново или выберите другой</translation>
    </message>
    <message>
        <source>The microphone {0} is used by another program. Close it there or choose another microphone</source>
        <translation>Микрофон {0} занят другой программой. Закройте его там или выберите другой микрофон</translation>
    </message>
    <message>
        <source>The module could not be built for the kernel {0}: its headers are missing, {1}</source>
        <translation>Модуль не удалось собрать для ядра {0}: нет его заголовков, {1}</translation>
    </message>
    <message>
        <source>The module is loaded without a device, {0}</source>
        <translation>Модуль загружен без устройства, {0}</translation>
    </message>
    <message>
        <source>The module is not loaded, and secure boot refuses it until its key is enrolled, {0}</source>
        <translation>Модуль не загружен, а безопасная загрузка не допустит его, пока не внесён его ключ, {0}</translation>
    </message>
    <message>
        <source>The module is not loaded, {0}</source>
        <translation>Модуль не загружен, {0}</translation>
    </message>
    <message>
        <source>The module v4l2loopback is not installed, {0}</source>
        <translation>Модуль v4l2loopback не установлен, {0}</translation>
    </message>
    <message>
        <source>The module was loaded by another program, as {0}: there is no '{1}', {2}</source>
        <translation>Модуль загружен другой программой как {0}: '{1}' нет, {2}</translation>
    </message>
    <message>
        <source>The module was not built for the kernel {0}, as after an update, {1}</source>
        <translation>Модуль не собран для ядра {0}, как бывает после обновления, {1}</translation>
    </message>
    <message>
        <source>The mouth does not move. Name its groups lip_upper and lip_lower</source>
        <translation>Рот не движется. Назовите его группы lip_upper и lip_lower</translation>
    </message>
    <message>
        <source>The network {0} cannot be loaded ({1}). Make it again with {2}</source>
        <translation>Сеть {0} не удаётся загрузить ({1}). Сделайте её заново: {2}</translation>
    </message>
    <message>
        <source>The network {0} is another network than expected. Make it again with {1}</source>
        <translation>Сеть {0} – не та, что ожидалась. Сделайте её заново: {1}</translation>
    </message>
    <message>
        <source>The network {0} is damaged. Make it again with {1}</source>
        <translation>Сеть {0} повреждена. Сделайте её заново: {1}</translation>
    </message>
    <message>
        <source>The network {0} is missing. Make it with {1}</source>
        <translation>Сети {0} нет. Сделайте её: {1}</translation>
    </message>
    <message>
        <source>The paths have more than {0} numbers. Simplify them</source>
        <translation>В контурах больше {0} чисел. Упростите их</translation>
    </message>
    <message>
        <source>The person cannot be told from the room: {0}</source>
        <translation>Не удаётся отделить человека от фона: {0}</translation>
    </message>
    <message>
        <source>The picture could not be made smaller</source>
        <translation>Картинку не удалось уменьшить</translation>
    </message>
    <message>
        <source>The picture has a layout that is not known</source>
        <translation>Неизвестный формат изображения</translation>
    </message>
    <message>
        <source>The picture is damaged. Save it once more</source>
        <translation>Картинка повреждена. Сохраните её ещё раз</translation>
    </message>
    <message>
        <source>The picture is larger than {0} megapixels. Make it smaller</source>
        <translation>Картинка больше {0} мегапикселей. Уменьшите её</translation>
    </message>
    <message>
        <source>The picture is no PNG. Save it as PNG</source>
        <translation>Картинка – не PNG. Сохраните её как PNG</translation>
    </message>
    <message>
        <source>The picture {0} is broken or of a kind that is not known. Choose a PNG or JPEG</source>
        <translation>Изображение {0} повреждено или имеет неизвестный формат. Выберите PNG или JPEG</translation>
    </message>
    <message>
        <source>The picture {0} is larger than {1} MB. Choose a smaller one</source>
        <translation>Изображение {0} больше {1} МБ. Выберите файл поменьше</translation>
    </message>
    <message>
        <source>The picture {0} is larger than {1} megapixels or broken. Choose another one</source>
        <translation>Изображение {0} больше {1} мегапикселей или повреждено. Выберите другое</translation>
    </message>
    <message>
        <source>The pictures are too large even when made smaller. Choose simpler ones</source>
        <translation>Картинки слишком велики даже после уменьшения. Выберите попроще</translation>
    </message>
    <message>
        <source>The pictures of the set differ in size. Save all of them in one size</source>
        <translation>Картинки набора разного размера. Сохраните все одного размера</translation>
    </message>
    <message>
        <source>The preview is of another version. Start Standin again</source>
        <translation>Предпросмотр создан другой версией программы. Перезапустите Standin</translation>
    </message>
    <message>
        <source>The process that draws imports failed ({0}). Install the program again</source>
        <translation>Процесс, который рисует чужие рисунки, не сработал ({0}). Установите программу заново</translation>
    </message>
    <message>
        <source>The recording {0} has {1} samples a second. Choose one of 8000 to 192000</source>
        <translation>В записи {0} {1} отсчётов в секунду. Выберите запись от 8000 до 192000</translation>
    </message>
    <message>
        <source>The recording {0} holds no sound. Choose another one</source>
        <translation>В записи {0} нет звука. Выберите другую</translation>
    </message>
    <message>
        <source>The recording {0} is longer than 4 hours. Cut it</source>
        <translation>Запись {0} длиннее 4 часов. Обрежьте её</translation>
    </message>
    <message>
        <source>The recording {0} is no sound that can be read. Choose a WAV or FLAC file</source>
        <translation>Запись {0} не читается как звук. Выберите файл WAV или FLAC</translation>
    </message>
    <message>
        <source>The session has no bus, so browsers cannot ask for the cameras of PipeWire</source>
        <translation>У сеанса нет шины, так что браузеры не могут запросить камеры PipeWire</translation>
    </message>
    <message>
        <source>The settings at {0} cannot be read ({1})</source>
        <translation>Не удалось прочитать настройки {0} ({1})</translation>
    </message>
    <message>
        <source>The settings cannot be saved ({0}). The old file is kept; make room or check {1}</source>
        <translation>Не удалось сохранить настройки ({0}). Прежний файл цел; освободите место или проверьте {1}</translation>
    </message>
    <message>
        <source>The settings file cannot be used ({0}); {1} and the defaults are used</source>
        <translation>Файл настроек не подходит ({0}); {1}, используются настройки по умолчанию</translation>
    </message>
    <message>
        <source>The sound of videos needs ffmpeg. Install it (on Debian: sudo apt install ffmpeg)</source>
        <translation>Для звука видео нужен ffmpeg. Установите его (в Debian: sudo apt install ffmpeg)</translation>
    </message>
    <message>
        <source>The stored scene cannot be used ({0}); using {1}</source>
        <translation>Сохранённую сцену нельзя использовать ({0}); вместо неё: {1}</translation>
    </message>
    <message>
        <source>The style of the drawing is too long. Save it as plain SVG</source>
        <translation>Стиль рисунка слишком длинный. Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The style of the drawing refers to another file. Save it as plain SVG</source>
        <translation>Стиль рисунка ссылается на другой файл. Сохраните его как обычный SVG</translation>
    </message>
    <message>
        <source>The system does not let Standin use cameras, so others see the card</source>
        <translation>Система не даёт Standin доступа к камерам, поэтому другие видят заставку</translation>
    </message>
    <message>
        <source>The system fell back to the slow clock {0}, so all of the program takes longer</source>
        <translation>Система перешла на медленные часы {0}, так что вся программа работает дольше</translation>
    </message>
    <message>
        <source>The system will ask for it</source>
        <translation>Система спросит о нём</translation>
    </message>
    <message>
        <source>The system's sound cannot be used ({0}). Check the sound settings</source>
        <translation>Звук системы недоступен ({0}). Проверьте настройки звука</translation>
    </message>
    <message>
        <source>The system's sound does not answer. Plug the microphone in again, or start Standin again</source>
        <translation>Звук системы не отвечает. Подключите микрофон заново или перезапустите Standin</translation>
    </message>
    <message>
        <source>The video {0} cannot be written on: {1}</source>
        <translation>Запись видео {0} прервалась: {1}</translation>
    </message>
    <message>
        <source>The video {0} ends early: {1}</source>
        <translation>Видео {0} записано не до конца: {1}</translation>
    </message>
    <message>
        <source>The video {0} has no more pictures that can be read</source>
        <translation>В видео {0} больше нет кадров, которые можно прочитать</translation>
    </message>
    <message>
        <source>The video {0} has no picture that can be read. Choose another one</source>
        <translation>В видео {0} нет кадров, которые можно прочитать. Выберите другое</translation>
    </message>
    <message>
        <source>The video {0} is broken or of a kind that is not known. Choose an MP4, MKV or WebM</source>
        <translation>Видео {0} повреждено или имеет неизвестный формат. Выберите MP4, MKV или WebM</translation>
    </message>
    <message>
        <source>The video {0} is larger than {1} megapixels</source>
        <translation>Кадр видео {0} больше {1} мегапикселей</translation>
    </message>
    <message>
        <source>The video {0} is without sound: {1}</source>
        <translation>Видео {0} осталось без звука: {1}</translation>
    </message>
    <message>
        <source>The virtual camera '{0}' cannot be opened ({1}). Close other programs that write to it, then run the doctor</source>
        <translation>Не удалось открыть виртуальную камеру «{0}» ({1}). Закройте другие программы, которые передают в неё видео, и запустите диагностику</translation>
    </message>
    <message>
        <source>The virtual camera '{0}' cannot be opened: {1}</source>
        <translation>Не удалось открыть виртуальную камеру «{0}»: {1}</translation>
    </message>
    <message>
        <source>The virtual camera '{0}' takes no pictures ({1}). Run the doctor</source>
        <translation>Виртуальная камера «{0}» не принимает изображение ({1}). Запустите диагностику</translation>
    </message>
    <message>
        <source>The virtual camera gives no pictures, so others see nothing</source>
        <translation>Виртуальная камера не даёт картинки, так что другие ничего не видят</translation>
    </message>
    <message>
        <source>The virtual camera gives pictures that are not ours, so others see another program</source>
        <translation>Виртуальная камера даёт не нашу картинку, так что другие видят другую программу</translation>
    </message>
    <message>
        <source>The {0} eye cannot move ({1}); choose other eyes</source>
        <translation>Глаз ({0}) не может двигаться ({1}); выберите другие глаза</translation>
    </message>
    <message>
        <source>The {0} is left out: {1}</source>
        <translation>Часть «{0}» пропущена: {1}</translation>
    </message>
    <message>
        <source>The {0} {1} cannot be read ({2}). Choose another one</source>
        <translation>Не удалось прочитать файл ({0}): {1} ({2}). Выберите другой</translation>
    </message>
    <message>
        <source>The {0} {1} does not exist. Choose another one</source>
        <translation>Файл не найден ({0}): {1}. Выберите другой</translation>
    </message>
    <message>
        <source>The {0} {1} is empty. Choose another one</source>
        <translation>Файл пуст ({0}): {1}. Выберите другой</translation>
    </message>
    <message>
        <source>There are no headers of the kernel {0} to install, so no module can be built for it. Start a kernel of your distribution, or use PipeWire's camera: standin run --virtual-camera pipewire</source>
        <translation>Для ядра {0} нет пакета заголовков, поэтому модуль для него не собрать. Загрузите ядро из дистрибутива или возьмите камеру PipeWire: standin run --virtual-camera pipewire</translation>
    </message>
    <message>
        <source>There is a profile '{0}' already. Choose another name</source>
        <translation>Профиль '{0}' уже есть. Выберите другое название</translation>
    </message>
    <message>
        <source>There is already a file {0}. Choose another name, or move that file away</source>
        <translation>Файл {0} уже существует. Выберите другое имя или переместите этот файл</translation>
    </message>
    <message>
        <source>There is an imported character '{0}' already. Choose another name</source>
        <translation>Персонаж «{0}», взятый из файла, уже есть. Выберите другое имя</translation>
    </message>
    <message>
        <source>There is no camera '{0}' (found: {1}). Plug it in or choose another one</source>
        <translation>Камера «{0}» не найдена (доступны: {1}). Подключите её или выберите другую</translation>
    </message>
    <message>
        <source>There is no camera, so a drawn person is shown. Plug one in, or choose one</source>
        <translation>Камеры нет, поэтому показан нарисованный человек. Подключите или выберите камеру</translation>
    </message>
    <message>
        <source>There is no character '{0}' of yours</source>
        <translation>Среди ваших нет персонажа «{0}»</translation>
    </message>
    <message>
        <source>There is no character '{0}'; there are {1}</source>
        <translation>Нет персонажа «{0}»; есть {1}</translation>
    </message>
    <message>
        <source>There is no effect {0}; there are {1}</source>
        <translation>Нет эффекта {0}; доступны: {1}</translation>
    </message>
    <message>
        <source>There is no expression '{0}'; there are {1}</source>
        <translation>Нет выражения «{0}»; есть {1}</translation>
    </message>
    <message>
        <source>There is no folder {0}. Make it or choose another place for the video</source>
        <translation>Папки {0} нет. Создайте её или выберите другое место для видео</translation>
    </message>
    <message>
        <source>There is no gesture '{0}'; there are {1}</source>
        <translation>Нет жеста «{0}»; есть {1}</translation>
    </message>
    <message>
        <source>There is no microphone '{0}' (found: {1}), or another program uses it. Plug it in, close that program or choose another one</source>
        <translation>Микрофона '{0}' нет (найдены: {1}), или его занимает другая программа. Подключите его, закройте ту программу или выберите другой</translation>
    </message>
    <message>
        <source>There is no preview ({0}). Make room in {1}</source>
        <translation>Предпросмотра нет ({0}). Освободите место в {1}</translation>
    </message>
    <message>
        <source>There is no preview. Start Standin first</source>
        <translation>Предпросмотр недоступен. Сначала запустите Standin</translation>
    </message>
    <message>
        <source>There is no profile '{0}'</source>
        <translation>Нет профиля «{0}»</translation>
    </message>
    <message>
        <source>There is no profile '{0}'; there are {1}</source>
        <translation>Нет профиля «{0}»; доступные профили: {1}</translation>
    </message>
    <message>
        <source>There is no quality '{0}'; there are {1}</source>
        <translation>Нет качества «{0}»; доступны: {1}</translation>
    </message>
    <message>
        <source>There is no virtual camera '{0}', but there is {1}. Choose one with --virtual-camera, or load the module again: sudo modprobe -r v4l2loopback &amp;&amp; {2}</source>
        <translation>Нет виртуальной камеры «{0}», но есть {1}. Выберите камеру параметром --virtual-camera или перезагрузите модуль: sudo modprobe -r v4l2loopback &amp;&amp; {2}</translation>
    </message>
    <message>
        <source>There is no virtual camera. Install v4l2loopback-dkms, then: {0}</source>
        <translation>Виртуальной камеры нет. Установите v4l2loopback-dkms, затем выполните: {0}</translation>
    </message>
    <message>
        <source>There is no {0} '{1}'; it is left out</source>
        <translation>Нет части {0} «{1}»; она пропущена</translation>
    </message>
    <message>
        <source>There is nothing to mend on this system. Run the doctor</source>
        <translation>В этой системе чинить нечего. Запустите проверку</translation>
    </message>
    <message>
        <source>There is too little room for a video in {0} ({1} MB at least). Make room there</source>
        <translation>В {0} слишком мало места для видео (нужно не меньше {1} МБ). Освободите место</translation>
    </message>
    <message>
        <source>This did not work ({0}: {1})</source>
        <translation>Не получилось ({0}: {1})</translation>
    </message>
    <message>
        <source>This is no SVG drawing. Choose another file</source>
        <translation>Это не рисунок SVG. Выберите другой файл</translation>
    </message>
    <message>
        <source>This is no character. Choose a file that Standin has written</source>
        <translation>Это не персонаж. Выберите файл, записанный Standin</translation>
    </message>
    <message>
        <source>This is no character. Choose one by its name</source>
        <translation>Это не персонаж. Выберите его по имени</translation>
    </message>
    <message>
        <source>This request is not known here. Use the same version on both sides</source>
        <translation>Неизвестный запрос. Используйте одну версию программы с обеих сторон</translation>
    </message>
    <message>
        <source>Tier of the person's mask</source>
        <translation>Точность маски человека</translation>
    </message>
    <message>
        <source>Video file (.mp4, .mkv) to write the outgoing picture to</source>
        <translation>Видеофайл (.mp4, .mkv) для записи исходящего видео</translation>
    </message>
    <message>
        <source>Video files need ffmpeg. Install it (on Debian: sudo apt install ffmpeg)</source>
        <translation>Для записи видео нужен ffmpeg. Установите его (в Debian: sudo apt install ffmpeg)</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>Виртуальная камера</translation>
    </message>
    <message>
        <source>Waits take {0} ms too long, so pictures come unevenly</source>
        <translation>Ожидания длятся на {0} мс дольше, так что кадры идут неровно</translation>
    </message>
    <message>
        <source>What draws</source>
        <translation>Чем рисуется изображение</translation>
    </message>
    <message>
        <source>Whether others see the camera's picture mirrored</source>
        <translation>Видят ли собеседники изображение с камеры зеркально отражённым</translation>
    </message>
    <message>
        <source>Your home folder is missing</source>
        <translation>Вашей домашней папки нет</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>a new installation of Standin</source>
        <translation>новая установка Standin</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>другая программа</translation>
    </message>
    <message>
        <source>another program uses it. Close it there or choose another camera</source>
        <translation>её использует другая программа. Закройте её там или выберите другую камеру</translation>
    </message>
    <message>
        <source>another program watches, which leaves no room for the self-test</source>
        <translation>смотрит другая программа, поэтому самопроверке нет места</translation>
    </message>
    <message>
        <source>another program writes to it</source>
        <translation>в неё передаёт видео другая программа</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>неисправно</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>камера</translation>
    </message>
    <message>
        <source>camera permission</source>
        <translation>доступ к камере</translation>
    </message>
    <message>
        <source>camera {0}</source>
        <translation>камера {0}</translation>
    </message>
    <message>
        <source>clock</source>
        <translation>часы</translation>
    </message>
    <message>
        <source>could not be looked at: the check ended early ({0})</source>
        <translation>не удалось проверить: проверка прервалась ({0})</translation>
    </message>
    <message>
        <source>delivers {0} pictures a second, less than the {1} that are asked for</source>
        <translation>даёт {0} кадров в секунду, меньше, чем запрошенные {1}</translation>
    </message>
    <message>
        <source>did not answer in {0} s, so Standin may hang at it too</source>
        <translation>нет ответа за {0} с, из-за этого может зависнуть и Standin</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>диск</translation>
    </message>
    <message>
        <source>disk of the recording</source>
        <translation>диск записи</translation>
    </message>
    <message>
        <source>does not run here; call apps take their cameras from the system itself</source>
        <translation>здесь не работает; программы для звонков берут камеры у самой системы</translation>
    </message>
    <message>
        <source>does not run now, version {0}</source>
        <translation>сейчас не запущен, версия {0}</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>отрисовка</translation>
    </message>
    <message>
        <source>ended the check ({0}), as a broken driver does, so it may end Standin too</source>
        <translation>проверка аварийно завершилась ({0}), как от неисправного драйвера; так же может завершиться и Standin</translation>
    </message>
    <message>
        <source>ffmpeg</source>
        <translation>ffmpeg</translation>
    </message>
    <message>
        <source>ffmpeg stopped</source>
        <translation>ffmpeg остановился</translation>
    </message>
    <message>
        <source>file of points</source>
        <translation>файл точек</translation>
    </message>
    <message>
        <source>given</source>
        <translation>дан</translation>
    </message>
    <message>
        <source>gstreamer1.0-tools gstreamer1.0-pipewire gstreamer1.0-plugins-base</source>
        <translation>gstreamer1.0-tools gstreamer1.0-pipewire gstreamer1.0-plugins-base</translation>
    </message>
    <message>
        <source>in use by Standin, which is running</source>
        <translation>используется самим Standin: он запущен</translation>
    </message>
    <message>
        <source>is starting, version {0}</source>
        <translation>запускается, версия {0}</translation>
    </message>
    <message>
        <source>it belongs to another user</source>
        <translation>принадлежит другому пользователю</translation>
    </message>
    <message>
        <source>it cannot be written</source>
        <translation>запись запрещена</translation>
    </message>
    <message>
        <source>it holds no settings</source>
        <translation>в нём нет настроек</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>он повреждён</translation>
    </message>
    <message>
        <source>it is gone. Plug it in again</source>
        <translation>она отключена. Подключите её заново</translation>
    </message>
    <message>
        <source>it is kept as {0}</source>
        <translation>он сохранён как {0}</translation>
    </message>
    <message>
        <source>it is left as it is</source>
        <translation>он оставлен как есть</translation>
    </message>
    <message>
        <source>it is locked to {0}x{1} while somebody watches</source>
        <translation>пока её смотрят, размер нельзя изменить: {0}x{1}</translation>
    </message>
    <message>
        <source>it is of version {0}, which this program does not know</source>
        <translation>его версия {0} этой программе неизвестна</translation>
    </message>
    <message>
        <source>it refuses {0}x{1}: {2}</source>
        <translation>размер {0}x{1} не принимается: {2}</translation>
    </message>
    <message>
        <source>it took {0} of {1} bytes</source>
        <translation>принято {0} из {1} байт</translation>
    </message>
    <message>
        <source>its name is not possible</source>
        <translation>недопустимое имя</translation>
    </message>
    <message>
        <source>left to Standin, which is running; its status says what is wrong</source>
        <translation>им занимается запущенный Standin; что не так, скажет его состояние</translation>
    </message>
    <message>
        <source>light</source>
        <translation>лёгкое</translation>
    </message>
    <message>
        <source>microphone</source>
        <translation>микрофон</translation>
    </message>
    <message>
        <source>missing: video files cannot be written</source>
        <translation>не найден: запись видео невозможна</translation>
    </message>
    <message>
        <source>mouth</source>
        <translation>рот</translation>
    </message>
    <message>
        <source>network {0}</source>
        <translation>нейросеть {0}</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>спокойно</translation>
    </message>
    <message>
        <source>no camera was found; a drawn person takes its place</source>
        <translation>камера не найдена; вместо неё показан нарисованный человек</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>not tested: PipeWire's camera is seen by call apps only</source>
        <translation>не проверено: камеру PipeWire видят только программы для звонков</translation>
    </message>
    <message>
        <source>not tested: the virtual camera does not work yet</source>
        <translation>не проверено: виртуальная камера ещё не работает</translation>
    </message>
    <message>
        <source>not tested: the virtual camera is switched off</source>
        <translation>не проверено: виртуальная камера выключена</translation>
    </message>
    <message>
        <source>of height</source>
        <translation>высоты кадра</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>в порядке</translation>
    </message>
    <message>
        <source>others see the card, delay {0} ms</source>
        <translation>другие видят заставку, задержка {0} мс</translation>
    </message>
    <message>
        <source>others see you, delay {0} ms</source>
        <translation>другие видят вас, задержка {0} мс</translation>
    </message>
    <message>
        <source>perception</source>
        <translation>распознавание</translation>
    </message>
    <message>
        <source>permission denied. Add yourself to the group 'video' and log in again</source>
        <translation>нет доступа. Добавьте себя в группу 'video' и войдите в систему заново</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>изображение</translation>
    </message>
    <message>
        <source>pkexec is missing, which asks for the password. Run this as root: standin doctor --fix {0}</source>
        <translation>Нет программы pkexec, которая спрашивает пароль. Выполните от имени root: standin doctor --fix {0}</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>предпросмотр</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>запись</translation>
    </message>
    <message>
        <source>renderer</source>
        <translation>отрисовка</translation>
    </message>
    <message>
        <source>right and even</source>
        <translation>идут верно и ровно</translation>
    </message>
    <message>
        <source>runs, version {0}</source>
        <translation>работает, версия {0}</translation>
    </message>
    <message>
        <source>runs, with the desktop portal</source>
        <translation>работает, вместе с порталом рабочего стола</translation>
    </message>
    <message>
        <source>says {0}, delivers {1}x{2} at {3}</source>
        <translation>заявлено {0}, на деле {1}x{2}, {3} к/с</translation>
    </message>
    <message>
        <source>scene</source>
        <translation>сцена</translation>
    </message>
    <message>
        <source>size {0} is not possible: width and height are multiples of 8, 448x176 to 4096x2304</source>
        <translation>размер {0} недопустим: ширина и высота кратны 8, от 448x176 до 4096x2304</translation>
    </message>
    <message>
        <source>so call apps find no camera of ours</source>
        <translation>так что программы для звонков не найдут нашу камеру</translation>
    </message>
    <message>
        <source>source</source>
        <translation>источник</translation>
    </message>
    <message>
        <source>stable</source>
        <translation>стабильное</translation>
    </message>
    <message>
        <source>standin doctor --fix {0}</source>
        <translation>standin doctor --fix {0}</translation>
    </message>
    <message>
        <source>sudo apt install --reinstall v4l2loopback-dkms signs it; then as for a signed one: enroll the key</source>
        <translation>sudo apt install --reinstall v4l2loopback-dkms подпишет его; затем внесите ключ, как для подписанного</translation>
    </message>
    <message>
        <source>sudo apt install ffmpeg</source>
        <translation>sudo apt install ffmpeg</translation>
    </message>
    <message>
        <source>sudo apt install libportaudio2</source>
        <translation>sudo apt install libportaudio2</translation>
    </message>
    <message>
        <source>sudo apt install linux-headers-{0} &amp;&amp; sudo dkms autoinstall, then: {1}</source>
        <translation>sudo apt install linux-headers-{0} &amp;&amp; sudo dkms autoinstall, затем: {1}</translation>
    </message>
    <message>
        <source>sudo apt install v4l2loopback-dkms, then: {0}</source>
        <translation>sudo apt install v4l2loopback-dkms, затем: {0}</translation>
    </message>
    <message>
        <source>sudo apt install wireplumber, then log in again</source>
        <translation>sudo apt install wireplumber, затем войдите в систему снова</translation>
    </message>
    <message>
        <source>sudo apt install xdg-desktop-portal and the one of your desktop, then log in again</source>
        <translation>sudo apt install xdg-desktop-portal и портал вашего рабочего стола, затем войдите в систему снова</translation>
    </message>
    <message>
        <source>sudo apt install {0}</source>
        <translation>sudo apt install {0}</translation>
    </message>
    <message>
        <source>sudo dkms autoinstall, then: {0}</source>
        <translation>sudo dkms autoinstall, затем: {0}</translation>
    </message>
    <message>
        <source>sudo modprobe v4l2loopback exclusive_caps=1 card_label="{0}"</source>
        <translation>sudo modprobe v4l2loopback exclusive_caps=1 card_label="{0}"</translation>
    </message>
    <message>
        <source>sudo usermod -a -G video "$USER", then log out and in again</source>
        <translation>sudo usermod -a -G video "$USER", затем выйдите из системы и войдите снова</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>выключено</translation>
    </message>
    <message>
        <source>test pattern</source>
        <translation>тестовая картинка</translation>
    </message>
    <message>
        <source>test pattern (no camera found)</source>
        <translation>тестовая картинка (камера не найдена)</translation>
    </message>
    <message>
        <source>the disk is full. Make room there</source>
        <translation>диск заполнен. Освободите место</translation>
    </message>
    <message>
        <source>the mask goes from {0} to {1} and shows {2}</source>
        <translation>значения маски от {0} до {1}, видно {2}</translation>
    </message>
    <message>
        <source>the mask has shape {0}</source>
        <translation>размеры маски {0}</translation>
    </message>
    <message>
        <source>the network mouth gives what is no number</source>
        <translation>нейросеть mouth даёт не числа</translation>
    </message>
    <message>
        <source>the network {0} failed: {1}</source>
        <translation>ошибка нейросети {0}: {1}</translation>
    </message>
    <message>
        <source>the network {0} took too long</source>
        <translation>нейросеть {0} считала слишком долго</translation>
    </message>
    <message>
        <source>the recording</source>
        <translation>запись</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>video</source>
        <translation>видео</translation>
    </message>
    <message>
        <source>virtual camera</source>
        <translation>виртуальная камера</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>предупреждение</translation>
    </message>
    <message>
        <source>what others see</source>
        <translation>что видят другие</translation>
    </message>
    <message>
        <source>what you change</source>
        <translation>изменения</translation>
    </message>
    <message>
        <source>{0} '{1}'. Choose it as the camera in your call app</source>
        <translation>{0} «{1}». Выберите её камерой в программе для звонков</translation>
    </message>
    <message>
        <source>{0} + {1}</source>
        <translation>{0} + {1}</translation>
    </message>
    <message>
        <source>{0} GB free</source>
        <translation>свободно {0} ГБ</translation>
    </message>
    <message>
        <source>{0} KB, checksum right</source>
        <translation>{0} КБ, контрольная сумма верна</translation>
    </message>
    <message>
        <source>{0} MB are free, which may soon be too little for {1}</source>
        <translation>Свободно {0} МБ, скоро может не хватить места: {1}</translation>
    </message>
    <message>
        <source>{0} at {1} Hz, {2} dBFS now</source>
        <translation>{0}, {1} Гц, сейчас {2} дБFS</translation>
    </message>
    <message>
        <source>{0} belongs to another user</source>
        <translation>{0} принадлежит другому пользователю</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}). Choose another file</source>
        <translation>{0} не удаётся прочитать ({1}). Выберите другой файл</translation>
    </message>
    <message>
        <source>{0} cannot be used ({1}), so Standin is not found from another login</source>
        <translation>{0} использовать нельзя ({1}), поэтому из другого сеанса Standin не виден</translation>
    </message>
    <message>
        <source>{0} cannot be used ({1}). Check that place, or name another in STANDIN_RUNTIME_DIR</source>
        <translation>{0} использовать нельзя ({1}). Проверьте это место или укажите другое в STANDIN_RUNTIME_DIR</translation>
    </message>
    <message>
        <source>{0} cannot be used ({1}). The doctor says more</source>
        <translation>{0} использовать нельзя ({1}). Подробнее — в проверке</translation>
    </message>
    <message>
        <source>{0} cannot be written</source>
        <translation>В {0} нельзя писать</translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}). Check {2} or make room</source>
        <translation>{0} не удаётся записать ({1}). Проверьте {2} или освободите место</translation>
    </message>
    <message>
        <source>{0} cannot be written. Choose another place for the video</source>
        <translation>Не удаётся записать {0}. Выберите для видео другое место</translation>
    </message>
    <message>
        <source>{0} ends early; its first {1} s are used</source>
        <translation>{0} обрывается раньше; взяты первые {1} с</translation>
    </message>
    <message>
        <source>{0} failed: {1}</source>
        <translation>Ошибка ({0}): {1}</translation>
    </message>
    <message>
        <source>{0} has no sound that can be read. Choose a WAV or FLAC file, or a video with sound</source>
        <translation>В {0} нет звука, который можно прочитать. Выберите файл WAV или FLAC или видео со звуком</translation>
    </message>
    <message>
        <source>{0} holds no mouth's points. Choose a file that 'standin mouth' has written</source>
        <translation>В {0} нет точек рта. Выберите файл, записанный командой «standin mouth»</translation>
    </message>
    <message>
        <source>{0} holds no mouth. Make it again with 'standin mouth'</source>
        <translation>В {0} нет рта. Сделайте его заново командой «standin mouth»</translation>
    </message>
    <message>
        <source>{0} is a colour like #1e90ff, not {1}</source>
        <translation>«{0}»: нужен цвет в виде #1e90ff, а указано {1}</translation>
    </message>
    <message>
        <source>{0} is a folder, not a {1}. Choose a file in it</source>
        <translation>{0} — это папка, а нужен файл ({1}). Выберите файл в ней</translation>
    </message>
    <message>
        <source>{0} is a number from {1} to {2}, not {3}</source>
        <translation>«{0}»: нужно число от {1} до {2}, а указано {3}</translation>
    </message>
    <message>
        <source>{0} is a text, not {1}</source>
        <translation>«{0}»: нужен текст, а указано {1}</translation>
    </message>
    <message>
        <source>{0} is damaged. Make it again with 'standin mouth'</source>
        <translation>Файл {0} повреждён. Сделайте его заново командой «standin mouth»</translation>
    </message>
    <message>
        <source>{0} is larger than {1} MB. Make it smaller</source>
        <translation>{0} больше {1} МБ. Уменьшите</translation>
    </message>
    <message>
        <source>{0} is locked to {1} while {2} has it open, so {3} is refused</source>
        <translation>{0} держит {1}, пока открыта в {2}, поэтому {3} не принимается</translation>
    </message>
    <message>
        <source>{0} is missing</source>
        <translation>{0} не существует</translation>
    </message>
    <message>
        <source>{0} is no SVG drawing. Choose another file</source>
        <translation>{0} – не рисунок SVG. Выберите другой файл</translation>
    </message>
    <message>
        <source>{0} is no character (.json), drawing (.svg) or picture (.png). Choose one of these</source>
        <translation>{0} – не персонаж (.json), не рисунок (.svg) и не картинка (.png). Выберите что-то из этого</translation>
    </message>
    <message>
        <source>{0} is no character ({1}). Choose another file</source>
        <translation>{0} – не персонаж ({1}). Выберите другой файл</translation>
    </message>
    <message>
        <source>{0} is no character. Choose a file that Standin has written</source>
        <translation>{0} — не персонаж. Выберите файл, который записал Standin</translation>
    </message>
    <message>
        <source>{0} is no file that can be read as a {1}. Choose another one</source>
        <translation>{0} не удаётся прочитать как файл ({1}). Выберите другой</translation>
    </message>
    <message>
        <source>{0} is of version {1}, which this program does not know. Update Standin</source>
        <translation>{0} – версии {1}, которой эта программа не знает. Обновите Standin</translation>
    </message>
    <message>
        <source>{0} is on or off, not {1}</source>
        <translation>«{0}»: можно только включить или выключить (on, off), а указано {1}</translation>
    </message>
    <message>
        <source>{0} is one of {1}, not {2}</source>
        <translation>«{0}»: выберите одно из значений: {1}, а указано {2}</translation>
    </message>
    <message>
        <source>{0} is registered. Choose it as the camera in your call app</source>
        <translation>{0} зарегистрирована. Выберите её камерой в программе для звонков</translation>
    </message>
    <message>
        <source>{0} is the path of a file, not {1}</source>
        <translation>«{0}»: нужен путь к файлу, а указано {1}</translation>
    </message>
    <message>
        <source>{0} is too large for a character. Choose another file</source>
        <translation>{0} слишком велик для персонажа. Выберите другой файл</translation>
    </message>
    <message>
        <source>{0} is written to by {1}, so others see that program's picture</source>
        <translation>В {0} пишет {1}, так что другие видят картинку той программы</translation>
    </message>
    <message>
        <source>{0} may not be opened by you, so nothing can be sent to it</source>
        <translation>Вам нельзя открывать {0}, так что передать в неё ничего нельзя</translation>
    </message>
    <message>
        <source>{0} was loaded without exclusive_caps, so browsers do not list it</source>
        <translation>{0} загружена без exclusive_caps, так что браузеры её не показывают</translation>
    </message>
    <message>
        <source>{0} was {1}; using {2}</source>
        <translation>«{0}»: было указано {1}, используется {2}</translation>
    </message>
    <message>
        <source>{0}, so Standin cannot start</source>
        <translation>{0}, поэтому Standin не может запуститься</translation>
    </message>
    <message>
        <source>{0}, so nothing that you change is kept</source>
        <translation>{0}, так что ваши изменения не сохраняются</translation>
    </message>
    <message>
        <source>{0}, so they are not overwritten. Check that file</source>
        <translation>{0}, поэтому они не перезаписаны. Проверьте этот файл</translation>
    </message>
    <message>
        <source>{0}. The card is shown meanwhile</source>
        <translation>{0}. Пока показывается заставка</translation>
    </message>
    <message>
        <source>{0}: drawn on the CPU, so the cpu renderer is used, which is faster</source>
        <translation>{0}: рисует процессор, поэтому выбрана отрисовка cpu — она быстрее</translation>
    </message>
    <message>
        <source>{0}; or have PipeWire's camera: sudo apt install {1}</source>
        <translation>{0}; или возьмите камеру PipeWire: sudo apt install {1}</translation>
    </message>
    <message>
        <source>{0}; using the defaults, and nothing is saved</source>
        <translation>{0}; используются настройки по умолчанию, изменения не сохраняются</translation>
    </message>
    <message>
        <source>{0}; using {1}</source>
        <translation>{0}; используется {1}</translation>
    </message>
    <message>
        <source>{0}; where that is refused: sudo mokutil --import /var/lib/dkms/mok.pub, then start the computer again</source>
        <translation>{0}; если это не допускается: sudo mokutil --import /var/lib/dkms/mok.pub, затем перезагрузите компьютер</translation>
    </message>
</context>
</TS>
